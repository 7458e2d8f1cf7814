import type { Kind } from '../../domain/core/kinds.ts';
import { ascii } from '../../projection/ascii.ts';
import { copyAmount, copyPiece } from '../../projection/copying.ts';
import { literal, type Sink } from '../../projection/sink.ts';
import type { Source } from '../../projection/source.ts';
import type { GraphQLContext } from '../kit/builder.ts';

const TRUE = literal('true');
const FALSE = literal('false');
const NULL = literal('null');

/** What JSON writes for each control character. */
const escapes = Array.from({ length: 32 }, (_, code) =>
  literal(JSON.stringify(String.fromCharCode(code)).slice(1, -1)),
);

/** Writes the next piece of a source as a value of a kind. */
export type WritePiece = (source: Source, sink: Sink, context: GraphQLContext) => void;

/** How each kind of value is written into an answer, from what PostgreSQL wrote: what the scalars say. */
export const jsonOf: Readonly<Record<Kind, WritePiece>> = {
  text: writeText,
  flag: (source, sink) => {
    sink.put(source.bytes[source.at] === 't'.charCodeAt(0) ? TRUE : FALSE);
    source.skip(1);
  },
  money: (source, sink) => quoted(source, sink, copyAmount),
  time: (source, sink) => quoted(source, sink, writeTime),
  count: copyPiece,
  code: (source, sink) => quoted(source, sink, copyPiece),
  hash: (source, sink, { ids }) => {
    sink.putByte(ascii.quote);
    sink.putAscii(ids.encode(source.takeNumber()));
    sink.putByte(ascii.quote);
  },
  json: (source, sink) => sink.putText(JSON.stringify(JSON.parse(source.take() as string))),
};

/** The same for a value that may be missing. */
export const nullable =
  (write: WritePiece): WritePiece =>
  (source, sink, context) => {
    if (source.takeNone()) sink.put(NULL);
    else write(source, sink, context);
  };

function quoted(source: Source, sink: Sink, write: (source: Source, sink: Sink) => void): void {
  sink.putByte(ascii.quote);
  write(source, sink);
  sink.putByte(ascii.quote);
}

function writeText(source: Source, sink: Sink): void {
  const { bytes: from } = source;
  const { bytes: to } = sink;
  let { at } = source;
  let out = sink.at;
  to[out++] = ascii.quote;
  for (;;) {
    const byte = from[at] as number;
    if (byte >= ascii.space && byte !== ascii.quote && byte !== ascii.backslash) {
      to[out++] = byte;
    } else if (byte >= ascii.space) {
      to[out++] = ascii.backslash;
      to[out++] = byte;
    } else {
      if (source.endsAt(at)) break;
      for (const escaped of escapes[byte] as Uint8Array) to[out++] = escaped;
    }
    at += 1;
  }
  to[out++] = ascii.quote;
  sink.at = out;
  source.leave(at);
}

/** `2026-01-31 12:00:00.5+00` as ISO 8601 to the millisecond. @throws Error for years that PostgreSQL writes otherwise */
function writeTime(source: Source, sink: Sink): void {
  const { bytes: from, at: start } = source;
  const { bytes: to } = sink;
  let zone = start + 19;
  if (from[zone] === ascii.point) while (from[zone] !== ascii.plus && zone < start + 24) zone += 1;
  if (!isMoment(from, start, zone) || !source.endsAt(zone + 3)) {
    throw new Error('A moment is not one of the years 1 to 9999.');
  }
  let out = sink.at;
  for (let at = start; at < zone; at += 1) to[out++] = from[at] as number;
  to[sink.at + 10] = 'T'.charCodeAt(0);
  if (zone === start + 19) to[out++] = ascii.point;
  while (out < sink.at + 23) to[out++] = ascii.zero;
  to[out++] = 'Z'.charCodeAt(0);
  sink.at = out;
  source.leave(zone + 3);
}

/** Whether a date and a time stand before the zone, and at most three digits of a second, as PostgreSQL writes them. */
const isMoment = (from: Uint8Array, start: number, zone: number): boolean =>
  from[start + 4] === '-'.charCodeAt(0) &&
  from[start + 10] === ascii.space &&
  from[zone] === ascii.plus &&
  zone <= start + 23;
