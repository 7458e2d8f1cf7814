import { camelCase } from './casing.ts';
import { type Input, truth } from './input.ts';
import { type RecordName, recordTables } from './records.ts';

/** The values of a record that callers may write, by field. Everything else that was sent is ignored. */
export function readValues(name: RecordName, input: Input): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const { key, kind, writable } of recordTables[name]) {
    if (!writable || !(key in input)) continue;
    const value = input[key];
    if (kind === 'flag') values[camelCase(key)] = truth(value) ?? value;
    else if (kind === 'json') values[camelCase(key)] = isEmptyList(value) ? {} : value;
    else values[camelCase(key)] = typeof value === 'number' ? String(value) : value;
  }
  return values;
}

/** PHP writes an object without members as a list. */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
