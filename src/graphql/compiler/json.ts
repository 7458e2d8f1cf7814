import type { Kind } from '../../domain/core/kinds.ts';
import { ascii } from '../../projection/ascii.ts';
import { type ByteWriter, constantBytes } from '../../projection/byte-writer.ts';
import { copyAmount, copyColumn } from '../../projection/copying.ts';
import type { RowReader } from '../../projection/row-reader.ts';
import type { GraphQLContext } from '../kit/builder.ts';

const TRUE = constantBytes('true');
const FALSE = constantBytes('false');
const NULL = constantBytes('null');

/** What JSON writes for each control character. */
const escapes = Array.from({ length: 32 }, (_, code) =>
  constantBytes(JSON.stringify(String.fromCharCode(code)).slice(1, -1)),
);

/** Writes the next columnText of a reader as a value of a kind. */
export type WriteColumn = (reader: RowReader, writer: ByteWriter, context: GraphQLContext) => void;

/** How each kind of value is written into an answer, from what PostgreSQL wrote: what the scalars say. */
export const columnEncoders: Readonly<Record<Kind, WriteColumn>> = {
  text: writeText,
  boolean: (reader, writer) => {
    writer.put(reader.bytes[reader.at] === 't'.charCodeAt(0) ? TRUE : FALSE);
    reader.skip(1);
  },
  money: (reader, writer) => quoted(reader, writer, copyAmount),
  instant: (reader, writer) => quoted(reader, writer, writeTime),
  integer: copyColumn,
  referenceId: (reader, writer) => quoted(reader, writer, copyColumn),
  recordId: (reader, writer, { ids }) => {
    writer.putByte(ascii.quote);
    writer.putAscii(ids.encode(reader.takeNumber()));
    writer.putByte(ascii.quote);
  },
  json: (reader, writer) => writer.putText(JSON.stringify(JSON.parse(reader.take() as string))),
};

/** The same for a value that may be missing. */
export const nullable =
  (write: WriteColumn): WriteColumn =>
  (reader, writer, context) => {
    if (reader.takeNone()) writer.put(NULL);
    else write(reader, writer, context);
  };

function quoted(
  reader: RowReader,
  writer: ByteWriter,
  write: (reader: RowReader, writer: ByteWriter) => void,
): void {
  writer.putByte(ascii.quote);
  write(reader, writer);
  writer.putByte(ascii.quote);
}

function writeText(reader: RowReader, writer: ByteWriter): void {
  const { bytes: from } = reader;
  const { bytes: to } = writer;
  let { at } = reader;
  let out = writer.at;
  to[out++] = ascii.quote;
  for (;;) {
    const byte = from[at] as number;
    if (byte >= ascii.space && byte !== ascii.quote && byte !== ascii.backslash) {
      to[out++] = byte;
    } else if (byte >= ascii.space) {
      to[out++] = ascii.backslash;
      to[out++] = byte;
    } else {
      if (reader.endsAt(at)) break;
      for (const escaped of escapes[byte] as Uint8Array) to[out++] = escaped;
    }
    at += 1;
  }
  to[out++] = ascii.quote;
  writer.at = out;
  reader.leave(at);
}

/** `2026-01-31 12:00:00.5+00` as ISO 8601 to the millisecond. @throws Error for years that PostgreSQL writes otherwise */
function writeTime(reader: RowReader, writer: ByteWriter): void {
  const { bytes: from, at: start } = reader;
  const { bytes: to } = writer;
  let zone = start + 19;
  if (from[zone] === ascii.point) while (from[zone] !== ascii.plus && zone < start + 24) zone += 1;
  if (!isMoment(from, start, zone) || !reader.endsAt(zone + 3)) {
    throw new Error('A moment is not one of the years 1 to 9999.');
  }
  let out = writer.at;
  for (let at = start; at < zone; at += 1) to[out++] = from[at] as number;
  to[writer.at + 10] = 'T'.charCodeAt(0);
  if (zone === start + 19) to[out++] = ascii.point;
  while (out < writer.at + 23) to[out++] = ascii.zero;
  to[out++] = 'Z'.charCodeAt(0);
  writer.at = out;
  reader.leave(zone + 3);
}

/** Whether a date and a time stand before the zone, and at most three digits of a second, as PostgreSQL writes them. */
const isMoment = (from: Uint8Array, start: number, zone: number): boolean =>
  from[start + 4] === '-'.charCodeAt(0) &&
  from[start + 10] === ascii.space &&
  from[zone] === ascii.plus &&
  zone <= start + 23;
