import { ascii } from '../../projection/ascii.ts';
import { type ByteWriter, constantBytes } from '../../projection/byte-writer.ts';
import {
  type ColumnEncoders,
  copyAmount,
  copyColumn,
  encodeId,
  type Member,
  quoted,
  type WritePart,
} from '../../projection/json-writer.ts';
import type { RowReader } from '../../projection/row-reader.ts';
import type { Selected } from './selection.ts';

const TRUE = constantBytes('true');
const FALSE = constantBytes('false');

/** The escape of each control character in JSON. */
const escapes = Array.from({ length: 32 }, (_, code) =>
  constantBytes(JSON.stringify(String.fromCharCode(code)).slice(1, -1)),
);

/** The encoders of GraphQL. They write what the scalars serialize: test/graphql/compiler.test.ts compares them. */
export const columnEncoders: ColumnEncoders = {
  text: encodeText,
  boolean: (reader, writer) => {
    writer.putBytes(reader.bytes[reader.position] === 't'.charCodeAt(0) ? TRUE : FALSE);
    reader.skip(1);
  },
  money: quoted(copyAmount),
  instant: quoted(encodeInstant),
  integer: copyColumn,
  referenceId: quoted(copyColumn),
  recordId: quoted(encodeId),
  json: (reader, writer) => writer.putText(JSON.stringify(JSON.parse(reader.readText() ?? 'null'))),
};

/** Returns the member of an object for a selected field. */
export const memberOf = <Rows, Item = undefined>(
  { key }: Selected,
  index: number,
  write: WritePart<Rows, Item>,
): Member<Rows, Item> => ({
  opening: constantBytes(`${index === 0 ? '{' : ','}${JSON.stringify(key)}:`),
  write,
});

/** Ends an object. */
export const OBJECT_END = constantBytes('}');

function encodeText(reader: RowReader, writer: ByteWriter): void {
  const { bytes: from } = reader;
  const { bytes: to } = writer;
  let at = reader.position;
  let out = writer.position;
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
  writer.position = out;
  reader.moveBehind(at);
}

/** Encodes `2026-01-31 12:00:00.5+00` as ISO 8601. @throws Error for years that PostgreSQL writes in another form */
function encodeInstant(reader: RowReader, writer: ByteWriter): void {
  const { bytes: from, position: start } = reader;
  const { bytes: to, position } = writer;
  let zone = start + 19;
  if (from[zone] === ascii.point) while (from[zone] !== ascii.plus && zone < start + 24) zone += 1;
  if (!isPostgresInstant(from, start, zone) || !reader.endsAt(zone + 3)) {
    throw new Error('An instant is not of the years 1 to 9999.');
  }
  let out = position;
  for (let at = start; at < zone; at += 1) to[out++] = from[at] as number;
  to[position + 10] = 'T'.charCodeAt(0);
  if (zone === start + 19) to[out++] = ascii.point;
  while (out < position + 23) to[out++] = ascii.zero;
  to[out++] = 'Z'.charCodeAt(0);
  writer.position = out;
  reader.moveBehind(zone + 3);
}

/** Returns whether PostgreSQL's date, time and up to three digits of a second stand before the zone. */
const isPostgresInstant = (from: Uint8Array, start: number, zone: number): boolean =>
  from[start + 4] === ascii.dash &&
  from[start + 10] === ascii.space &&
  from[zone] === ascii.plus &&
  zone <= start + 23;
