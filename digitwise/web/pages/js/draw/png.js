// Gray PNG files without compression: ready at once, where the canvas would take its time to compress one.

import { adler32, crc32 } from "../files/checksums.js";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const BLOCK = 65535;

/**
 * A PNG file.
 * @param {Uint8Array} gray a byte for each pixel, row by row
 * @param {number} width
 * @param {number} height
 */
export function grayPng(gray, width, height) {
  const header = new Uint8Array(13);
  const numbers = new DataView(header.buffer);
  numbers.setUint32(0, width);
  numbers.setUint32(4, height);
  header[8] = 8; // bits a pixel; the other four bytes are 0: gray, deflate, plain filters, not interlaced
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk("IHDR", header),
    chunk("IDAT", stored(withFilters(gray, width, height))),
    chunk("IEND", new Uint8Array(0)),
  ];
  return new Blob(parts, { type: "image/png" });
}

/** Every row of a PNG begins with the number of its filter; 0 is none. */
function withFilters(gray, width, height) {
  const rows = new Uint8Array((width + 1) * height);
  for (let row = 0; row < height; row++) rows.set(gray.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  return rows;
}

/** A zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4). */
function stored(bytes) {
  const blocks = Math.ceil(bytes.length / BLOCK);
  const stream = new Uint8Array(2 + 5 * blocks + bytes.length + 4);
  const numbers = new DataView(stream.buffer);
  stream.set([0x78, 0x01]);
  let place = 2;
  for (let from = 0; from < bytes.length; from += BLOCK) {
    const part = bytes.subarray(from, from + BLOCK);
    stream[place] = from + BLOCK >= bytes.length ? 1 : 0;
    numbers.setUint16(place + 1, part.length, true);
    numbers.setUint16(place + 3, ~part.length & 0xffff, true);
    stream.set(part, place + 5);
    place += 5 + part.length;
  }
  numbers.setUint32(place, adler32(bytes));
  return stream;
}

function chunk(name, content) {
  const bytes = new Uint8Array(12 + content.length);
  const numbers = new DataView(bytes.buffer);
  numbers.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  numbers.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}
