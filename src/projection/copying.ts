import { ascii } from './ascii.ts';
import type { Sink } from './sink.ts';
import type { Source } from './source.ts';

/** Copies the next piece as it is: digits and the like, of which JSON escapes none. */
export function copyPiece(source: Source, sink: Sink): void {
  const { bytes: from } = source;
  const { bytes: to } = sink;
  let { at } = source;
  let out = sink.at;
  for (let byte = from[at] as number; byte >= ascii.space; byte = from[at] as number) {
    to[out++] = byte;
    at += 1;
  }
  sink.at = out;
  source.leave(at);
}

/** Copies the next piece, an amount, without zeros at the end of its decimals: `12.500000` as `12.5`. */
export function copyAmount(source: Source, sink: Sink): void {
  const { bytes: from } = source;
  const { bytes: to } = sink;
  let { at } = source;
  let out = sink.at;
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
  sink.at = out;
  source.leave(at);
}
