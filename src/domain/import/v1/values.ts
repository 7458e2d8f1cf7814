import type { IdCodec } from '../../core/ids.ts';
import type { Field, Kind } from '../../core/kinds.ts';
import {
  isLongerThan,
  isStorable,
  MAX_TEXT,
  textOfField,
  withoutControls,
} from '../../text/text.ts';

/** The error that a value cannot be stored. Its message is a sentence without a subject. */
export class BadValue extends Error {}

/** The values of each kind until they are stored: instants in Unix seconds, money as a decimal text. */
export interface ImportedValue {
  text: string;
  boolean: boolean;
  money: string;
  instant: number;
  integer: number;
  referenceId: number;
  recordId: number;
  json: object;
}

/** A reader of a v1 value, which returns null for v1's own form of an absent one. @throws BadValue */
type Read<K extends Kind> = (given: unknown, field: Field, ids: IdCodec) => ImportedValue[K] | null;

/** The default values of required fields that a record lacks. */
const valueDefaults: { readonly [K in Kind]?: ImportedValue[K] } = {
  boolean: false,
  money: '0',
  integer: 0,
  json: {},
};

/** The largest integer of a column. */
const MAX_INTEGER = 2 ** 31 - 1;

/** The last second of the year 9999. */
const MAX_TIME = 253_402_300_799;

/** The valid form of an amount. The sum of two amounts still fits its column. */
const AMOUNT = /^(-?\d{1,13})(?:\.(\d{1,6})0*)?$/;

/** An amount with the digits of a rounded double, such as 16370.809999999999 for 16370.81. */
const NOISY_AMOUNT = /^(-?)(?=[\d.]{16,19}$)(\d{1,13})\.(\d{6})(\d)\d*$/;

const valueReaders: { readonly [K in Kind]: Read<K> } = {
  text: (given, field) => {
    const { optional, max = MAX_TEXT } = field;
    if (typeof given !== 'string') throw new BadValue(`is not a text: ${shownValue(given)}`);
    const text = textOfField(field, storable(given));
    if (isLongerThan(text, max)) throw new BadValue(`has more than ${max} characters`);
    return text === '' && optional ? null : text;
  },
  boolean: (given) => {
    if (typeof given === 'boolean') return given;
    throw new BadValue(`is neither true nor false: ${shownValue(given)}`);
  },
  money: (given) => {
    const written = typeof given === 'number' || typeof given === 'string' ? String(given) : '';
    const [, whole, decimals] = AMOUNT.exec(roundNoise(written)) ?? [];
    if (whole) return decimals ? `${whole}.${decimals}` : whole;
    throw new BadValue(
      `is not an amount of at most 13 digits and six decimals: ${shownValue(given)}`,
    );
  },
  instant: (given, { optional }) => {
    if (!isWholeUpTo(MAX_TIME, given)) {
      throw new BadValue(`is not a time in Unix seconds: ${shownValue(given)}`);
    }
    return given === 0 && optional ? null : given;
  },
  integer: (given) => {
    if (isWholeUpTo(MAX_INTEGER, given)) return given;
    throw new BadValue(`is not a whole number, 0 or greater: ${shownValue(given)}`);
  },
  // A number that the fixed tables lack is kept: the other system may have more.
  referenceId: (given) => {
    if (given === '') return null;
    if (!/^\d{1,9}$/.test(String(given)))
      throw new BadValue(`is not a number: ${shownValue(given)}`);
    return Number(given);
  },
  recordId: (given, { optional }, ids) => {
    const number = readRecordId(given, ids);
    // v1 stores 0 for a reference that it could not resolve.
    return number === 0 && optional ? null : number;
  },
  json: (given) => {
    // PHP writes an object without keys as an empty list.
    if (Array.isArray(given) && given.length === 0) return {};
    if (!isJsonObject(given)) throw new BadValue(`is not an object: ${shownValue(given)}`);
    return storableObject(given);
  },
};

/**
 * Reads the value of a field. Undefined and null are absent values.
 * @throws BadValue if it cannot be stored
 */
export function readFieldValue(ids: IdCodec, field: Field, given: unknown): unknown {
  const value =
    given === undefined || given === null ? null : valueReaders[field.kind](given, field, ids);
  if (value !== null || field.optional) return value;
  const fallback = valueDefaults[field.kind];
  if (fallback === undefined) throw new BadValue('is missing');
  return fallback;
}

/** Returns the number of a hashed id; null for an empty text. @throws BadValue for any other value */
export function readRecordId(given: unknown, ids: IdCodec): number | null {
  if (given === '') return null;
  const number = typeof given === 'string' ? ids.decodeHash(given) : null;
  if (number === null) throw new BadValue(`is not an id: ${shownValue(given)}`);
  return number;
}

const isWholeUpTo = (maximum: number, value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maximum;

/** Returns true for a JSON object. */
export const isJsonObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns a text without control characters. @throws BadValue for characters that cannot be stored */
function storable(given: string): string {
  const text = withoutControls(given);
  if (!isStorable(text)) throw new BadValue('has a character that cannot be stored');
  return text;
}

/** Returns a JSON value with storable texts and keys. @throws BadValue */
function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(storableJson);
  return isJsonObject(value) ? storableObject(value) : value;
}

const storableObject = (object: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(
    Object.entries(object).map(([key, member]) => [storable(key), storableJson(member)]),
  );

/** Returns an amount with the digits of a double, rounded to six decimals. */
function roundNoise(amount: string): string {
  const [, sign, whole, decimals, next] = NOISY_AMOUNT.exec(amount) ?? [];
  if (!whole || !decimals || !next) return amount;
  const units = BigInt(whole + decimals) + (next >= '5' ? 1n : 0n);
  const digits = String(units).padStart(7, '0');
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** Returns a value as messages show it, cut to 40 characters. */
export function shownValue(value: unknown): string {
  // JSON has no text for Infinity, the value of a number that is too large for a double.
  const json = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return json.length > 40 ? `${json.slice(0, 40)}…` : json;
}
