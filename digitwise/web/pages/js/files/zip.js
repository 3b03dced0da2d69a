// ZIP files without compression, which pictures do not need. (APPNOTE.TXT, version 2.0)

import { crc32 } from "./checksums.js";

/**
 * A ZIP file.
 * @param {{path: string, content: Uint8Array, date: Date}[]} entries
 * @returns {Blob}
 */
export function zipOf(entries) {
  const files = [];
  const directory = [];
  let offset = 0;
  for (const entry of entries) {
    const path = new TextEncoder().encode(entry.path);
    const facts = factsOf(entry, path);
    files.push(record(0x04034b50, [[2, 20], ...facts]), path, entry.content);
    // Made by version 2.0; comment, disk and attributes are none.
    directory.push(record(0x02014b50, [[2, 20], [2, 20], ...facts, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), path);
    offset += 30 + path.length + entry.content.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const count = entries.length;
  const end = record(0x06054b50, [[2, 0], [2, 0], [2, count], [2, count], [4, size], [4, offset], [2, 0]]);
  return new Blob([...files, ...directory, end], { type: "application/zip" });
}

/** What a file's own header and the directory both say of it. */
function factsOf({ content, date }, path) {
  const time = (date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1);
  const day = ((date.getFullYear() - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate();
  const [flags, stored, extra] = [0x0800, 0, 0]; // names are UTF-8
  const sizes = [content.length, content.length];
  return [[2, flags], [2, stored], [2, time], [2, day], [4, crc32(content)], ...sizes.map((n) => [4, n]), [2, path.length], [2, extra]];
}

/** A signature, then numbers of two or four bytes, low byte first. */
function record(signature, numbers) {
  const bytes = [];
  for (const [length, value] of [[4, signature], ...numbers]) {
    for (let place = 0; place < length; place++) bytes.push((value >>> (8 * place)) & 0xff);
  }
  return Uint8Array.from(bytes);
}
