import type { Kind } from '../kinds.ts';
import { NONE } from '../read/pieces.ts';
import { fromText } from '../read/values.ts';
import { fieldsOf } from './fields.ts';
import { fieldOf, type ReadableType, records } from './records.ts';

/** A row as the database has it, keyed by field. */
export interface RecordRow {
  readonly id: number;
  readonly [field: string]: unknown;
}

/** What is read of each row of a list of records: the names of its values in their order. */
export interface RowReader {
  readonly columns: readonly string[];
  /** How many pieces make a row. */
  readonly width: number;
  /** The row that begins at a place among the pieces. */
  readonly row: (pieces: readonly string[], start: number) => RecordRow;
}

/**
 * Everything of a record: its numbers and its fields, the hash of a contact's password among them.
 * @param further values that are read after the fields, with their kinds; none of them is ever null
 */
export function rowReader(
  type: ReadableType,
  further: Readonly<Record<string, Kind>> = {},
): RowReader {
  const columns = [
    'id',
    ...(type === 'Client' ? [] : ['clientId']),
    ...fieldsOf(records[type].fields)
      .filter(([name, { internal }]) => !internal || name === 'passwordHash')
      .map(([name]) => name),
  ];
  const values = [
    ...columns.map((name) => [name, fromText[fieldOf(type, name).kind]] as const),
    ...Object.entries(further).map(([name, kind]) => [name, fromText[kind]] as const),
  ];
  const row = (pieces: readonly string[], start: number): RecordRow => {
    const record: Record<string, unknown> = {};
    for (const [i, [name, read]] of values.entries()) {
      const piece = pieces[start + i] as string;
      record[name] = piece === NONE ? null : read(piece);
    }
    return record as unknown as RecordRow;
  };
  return { columns, width: values.length, row };
}
