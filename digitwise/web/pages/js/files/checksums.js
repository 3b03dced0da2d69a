// The two checksums that PNG and ZIP files want.

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/**
 * CRC-32 (ISO 3309), for chunks of PNG and entries of ZIP.
 * @param {Uint8Array} bytes
 */
export function crc32(bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 0xff] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/**
 * Adler-32 (RFC 1950), for the zlib stream in a PNG.
 * @param {Uint8Array} bytes
 */
export function adler32(bytes) {
  let [low, high] = [1, 0];
  for (const byte of bytes) {
    low += byte;
    if (low >= 65521) low -= 65521;
    high += low;
    if (high >= 65521) high -= 65521;
  }
  return ((high << 16) | low) >>> 0;
}
