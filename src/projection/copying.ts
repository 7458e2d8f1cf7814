import { ascii } from './ascii.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { RowReader } from './row-reader.ts';

/** Copies the next columnText as it is: digits and the like, of which JSON escapes none. */
export function copyColumn(reader: RowReader, writer: ByteWriter): void {
  const { bytes: from } = reader;
  const { bytes: to } = writer;
  let { at } = reader;
  let out = writer.at;
  for (let byte = from[at] as number; byte >= ascii.space; byte = from[at] as number) {
    to[out++] = byte;
    at += 1;
  }
  writer.at = out;
  reader.leave(at);
}

/** Copies the next columnText, an amount, without zeros at the end of its decimals: `12.500000` as `12.5`. */
export function copyAmount(reader: RowReader, writer: ByteWriter): void {
  const { bytes: from } = reader;
  const { bytes: to } = writer;
  let { at } = reader;
  let out = writer.at;
  let point = -1;
  for (let byte = from[at] as number; byte >= ascii.space; byte = from[at] as number) {
    if (byte === ascii.point) point = out;
    to[out++] = byte;
    at += 1;
  }
  if (point >= 0) {
    let last = at - 1;
    for (; from[last] === ascii.zero; last -= 1) out -= 1;
    if (from[last] === ascii.point) out -= 1;
  }
  writer.at = out;
  reader.leave(at);
}
