import type { Kind } from '../domain/core/kinds.ts';
import { fieldsOf } from '../domain/records/fields.ts';
import { fieldOf, type ReadableType, records } from '../domain/records/records.ts';
import type { RowReader } from './row-reader.ts';
import { fromText } from './values.ts';

/** A row as the database has it, keyed by field. */
export interface RecordRow {
  readonly id: number;
  readonly [field: string]: unknown;
}

/** What is read of each row of a list of records: the names of its values in their order. */
export interface RecordReader {
  readonly columns: readonly string[];
  /** The row that begins where the reader stands. */
  readonly row: (reader: RowReader) => RecordRow;
}

/**
 * Everything of a record: its numbers and its fields, the hash of a contact's password among them.
 * @param before values that are read before the fields, with their kinds; none of them is ever null
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
  const values = [
    ...Object.entries(before).map(([name, kind]) => [name, fromText[kind]] as const),
    ...columns.map((name) => [name, fromText[fieldOf(type, name).kind]] as const),
  ];
  const row = (reader: RowReader): RecordRow => {
    const record: Record<string, unknown> = {};
    for (const [name, read] of values) {
      const columnText = reader.take();
      record[name] = columnText === null ? null : read(columnText);
    }
    return record as unknown as RecordRow;
  };
  return { columns, row };
}
