import type { IdCodec } from '../domain/core/ids.ts';
import type { Kind } from '../domain/core/kinds.ts';
import { ascii } from './ascii.ts';
import type { ByteWriter } from './byte-writer.ts';
import type { RowReader } from './row-reader.ts';

/** Reads the next column and writes it as a JSON value. */
export type EncodeColumn = (reader: RowReader, writer: ByteWriter, ids: IdCodec) => void;

/** The encoder of each kind: the one thing in which the JSON of the two APIs differs for a stored value. */
export type ColumnEncoders = Readonly<Record<Kind, EncodeColumn>>;

/**
 * Writes a part of the JSON of some rows.
 * @param rows the reader, and the other values on which the part depends
 * @param item what tells one part of the rows from another, such as the start of a row
 */
export type WritePart<Rows, Item = undefined> = (
  rows: Rows,
  writer: ByteWriter,
  item: Item,
) => void;

/** A member of a JSON object: its key, with the bracket or comma before it, and its value. */
export interface Member<Rows, Item = undefined> {
  readonly opening: Uint8Array;
  readonly write: WritePart<Rows, Item>;
}

/** Returns a writer of an object. @param closing ends an object that has members */
export function objectWriter<Rows, Item = undefined>(
  members: readonly Member<Rows, Item>[],
  closing: Uint8Array,
): WritePart<Rows, Item> {
  if (members.length === 0) return (_rows, writer) => writer.putAscii('{}');
  return (rows, writer, item) => {
    for (const { opening, write } of members) {
      writer.putBytes(opening);
      write(rows, writer, item);
    }
    writer.putBytes(closing);
  };
}

/** The text around the items of a JSON array that has some. */
export interface ArrayLayout {
  readonly opening: Uint8Array;
  readonly separator: Uint8Array;
  readonly closing: Uint8Array;
}

/** Returns a writer of nested rows, which are preceded by their number. */
export function nestedRowsWriter<Rows extends { readonly reader: RowReader }>(
  { opening, separator, closing }: ArrayLayout,
  writeRow: WritePart<Rows>,
): WritePart<Rows> {
  return (rows, writer) => {
    const count = rows.reader.readInteger();
    if (count === 0) {
      writer.putAscii('[]');
      return;
    }
    for (let i = 0; i < count; i += 1) {
      writer.putBytes(i === 0 ? opening : separator);
      writeRow(rows, writer, undefined);
    }
    writer.putBytes(closing);
  };
}

/** Returns an encoder of a column that may be null. */
export function orNull(nullText: Uint8Array, encode: EncodeColumn): EncodeColumn {
  return (reader, writer, ids) => {
    if (reader.readNull()) writer.putBytes(nullText);
    else encode(reader, writer, ids);
  };
}

/** Returns an encoder that puts quotes around another one's value. */
export function quoted(encode: EncodeColumn): EncodeColumn {
  return (reader, writer, ids) => {
    writer.putByte(ascii.quote);
    encode(reader, writer, ids);
    writer.putByte(ascii.quote);
  };
}

/** Encodes the id of a record. */
export const encodeId: EncodeColumn = (reader, writer, ids) =>
  writer.putAscii(ids.encode(reader.readInteger()));

/** Copies a column as it is: digits and other characters that JSON does not escape. */
export function copyColumn(reader: RowReader, writer: ByteWriter): void {
  const { bytes: from } = reader;
  const { bytes: to } = writer;
  let at = reader.position;
  let out = writer.position;
  for (let byte = from[at] as number; byte >= ascii.space; byte = from[at] as number) {
    to[out++] = byte;
    at += 1;
  }
  writer.position = out;
  reader.moveBehind(at);
}

/** Copies an amount without zeros at the end of its decimals: `12.500000` becomes `12.5`. */
export function copyAmount(reader: RowReader, writer: ByteWriter): void {
  const { bytes: from } = reader;
  const { bytes: to } = writer;
  let at = reader.position;
  let out = writer.position;
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
  writer.position = out;
  reader.moveBehind(at);
}
