import { type Kind, kinds } from '../domain/core/kinds.ts';
import { type ReadableType, records } from '../domain/records/descriptors.ts';
import { fieldsOf } from '../domain/records/fields.ts';
import { fieldOf } from '../domain/records/records.ts';
import type { RowReader } from './row-reader.ts';

/** A row keyed by field, with the values that the driver would give. */
export interface RecordRow {
  readonly id: number;
  readonly [field: string]: unknown;
}

/** Reads columns of records into rows. */
export interface RecordReader {
  readonly columns: readonly string[];
  /** Reads the row at the reader's position. */
  readonly row: (reader: RowReader) => RecordRow;
}

/** Returns a function that reads columns, in this order, into an object keyed by their names. */
export function rowParser(
  columns: readonly { readonly name: string; readonly kind: Kind }[],
): (reader: RowReader) => Record<string, unknown> {
  const parsers = columns.map(({ name, kind }) => ({ name, parse: kinds[kind].parse }));
  return (reader) => {
    const row: Record<string, unknown> = {};
    for (const { name, parse } of parsers) {
      const text = reader.readText();
      row[name] = text === null ? null : parse(text);
    }
    return row;
  };
}

/**
 * Returns a reader of whole records: their ids and fields, with the hash of a contact's password.
 * @param before values that stand before the fields, with their kinds; they are never null
 */
export function recordReader(
  type: ReadableType,
  before: Readonly<Record<string, Kind>> = {},
): RecordReader {
  const columns = [
    'id',
    ...(type === 'Client' ? [] : ['clientId']),
    ...fieldsOf(records[type].fields)
      .filter(([name, { internal }]) => !internal || name === 'passwordHash')
      .map(([name]) => name),
  ];
  const parse = rowParser([
    ...Object.entries(before).map(([name, kind]) => ({ name, kind })),
    ...columns.map((name) => ({ name, kind: fieldOf(type, name).kind })),
  ]);
  return { columns, row: (reader) => parse(reader) as RecordRow };
}
