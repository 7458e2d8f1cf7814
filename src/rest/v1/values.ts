import { wholeNumber } from '../../domain/v1-rules/php-number.ts';
import { type Input, parseBoolean } from '../http/input.ts';
import { camelCase } from './casing.ts';
import { type RecordKey, type RecordName, recordTables } from './records.ts';

/** Returns the writable values of an input, by field. Other keys are ignored. */
export function readValues(name: RecordName, input: Input): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const recordKey of recordTables[name]) {
    const { key, kind, writable } = recordKey;
    if (!writable || !(key in input)) continue;
    const value = input[key];
    if (kind === 'boolean') values[camelCase(key)] = parseBoolean(value) ?? value;
    else if (kind === 'json') values[camelCase(key)] = isEmptyList(value) ? {} : value;
    else if (kind === 'referenceId') values[camelCase(key)] = readCode(value);
    else values[camelCase(key)] = readText(recordKey, value);
  }
  return values;
}

/** Returns a text or a number as text, cut to the length that v1 keeps. */
function readText({ keep }: Pick<RecordKey, 'keep'>, value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && keep ? keep(value) : value;
}

/** Returns the id of a row of a fixed table in plain digits. Other values are left for the domain to refuse. */
function readCode(value: unknown): unknown {
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  return wholeNumber(String(value)) ?? String(value);
}

/** Returns whether a value is an empty list, as which PHP encodes an empty object. */
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
