import type { IdCodec } from '../../core/ids.ts';
import type { Field, Kind } from '../../core/kinds.ts';
import {
  isLongerThan,
  isStorable,
  MAX_TEXT,
  textOfField,
  withoutControls,
} from '../../text/text.ts';

/** Why a value of a record cannot be stored: a sentence that lacks its subject. */
export class BadValue extends Error {}

/**
 * How a value of a kind is held until it is stored: as JSON has it, a time in Unix seconds, an amount as a decimal in full.
 */
export interface HeldAs {
  text: string;
  boolean: boolean;
  money: string;
  instant: number;
  integer: number;
  referenceId: number;
  recordId: number;
  json: object;
}

/** Reads a value as v1 has it. Null where v1 says in its own way that there is none. @throws BadValue */
type Read<K extends Kind> = (given: unknown, field: Field, ids: IdCodec) => HeldAs[K] | null;

/** What a value that may not be null is when a record does not have it. */
const defaults: { readonly [K in Kind]?: HeldAs[K] } = {
  boolean: false,
  money: '0',
  integer: 0,
  json: {},
};

/** The last second of the year 9999. */
const MAX_TIME = 253_402_300_799;

/** Digits and decimals that an amount may have; the sum of two such still fits its column. */
const AMOUNT = /^(-?\d{1,13})(?:\.(\d{1,6})0*)?$/;

/** The digits by which some programs write a double such as 16370.81 out as 16370.809999999999. */
const NOISY_AMOUNT = /^(-?)(?=[\d.]{16,19}$)(\d{1,13})\.(\d{6})(\d)\d*$/;

const readers: { readonly [K in Kind]: Read<K> } = {
  text: (given, field) => {
    const { optional, max = MAX_TEXT } = field;
    if (typeof given !== 'string') throw new BadValue(`is not a text: ${shown(given)}`);
    const text = textOfField(field, storable(given));
    if (isLongerThan(text, max)) throw new BadValue(`has more than ${max} characters`);
    return text === '' && optional ? null : text;
  },
  boolean: (given) => {
    if (typeof given === 'boolean') return given;
    throw new BadValue(`is neither true nor false: ${shown(given)}`);
  },
  money: (given) => {
    const written = typeof given === 'number' || typeof given === 'string' ? String(given) : '';
    const [, whole, decimals] = AMOUNT.exec(rounded(written)) ?? [];
    if (whole) return decimals ? `${whole}.${decimals}` : whole;
    throw new BadValue(`is not an amount of at most 13 digits and six decimals: ${shown(given)}`);
  },
  instant: (given, { optional }) => {
    const isTime =
      Number.isInteger(given) && (given as number) >= 0 && (given as number) <= MAX_TIME;
    if (!isTime) throw new BadValue(`is not a time in Unix seconds: ${shown(given)}`);
    return given === 0 && optional ? null : (given as number);
  },
  integer: (given) => {
    if (Number.isInteger(given) && Number(given) >= 0 && Number(given) < 2 ** 31) {
      return given as number;
    }
    throw new BadValue(`is not a whole number, 0 or greater: ${shown(given)}`);
  },
  // A number that our tables lack is kept: the other system may know more than we do.
  referenceId: (given) => {
    if (given === '') return null;
    if (!/^\d{1,9}$/.test(String(given))) throw new BadValue(`is not a number: ${shown(given)}`);
    return Number(given);
  },
  recordId: (given, { optional }, ids) => {
    const number = readId(given, ids);
    // v1 keeps 0 where it could not make sense of a reference.
    return number === 0 && optional ? null : number;
  },
  json: (given) => {
    // PHP writes an object without keys as an empty list.
    if (Array.isArray(given) && given.length === 0) return {};
    if (!isObject(given)) throw new BadValue(`is not an object: ${shown(given)}`);
    return storableJson(given) as object;
  },
};

/**
 * Reads the value of a field; undefined and null are values that are absent.
 * @throws BadValue when it cannot be stored
 */
export function readValue(ids: IdCodec, field: Field, given: unknown): unknown {
  const value =
    given === undefined || given === null ? null : readers[field.kind](given, field, ids);
  if (value !== null || field.optional) return value;
  const fallback = defaults[field.kind];
  if (fallback === undefined) throw new BadValue('is missing');
  return fallback;
}

/** The number that a hashed id stands for; null for an empty text. @throws BadValue for anything else */
export function readId(given: unknown, ids: IdCodec): number | null {
  if (given === '') return null;
  const number = typeof given === 'string' ? ids.decodeHash(given) : null;
  if (number === null) throw new BadValue(`is not an id: ${shown(given)}`);
  return number;
}

/** Whether a value is a JSON object. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text without control characters, which nobody wrote on purpose. @throws BadValue for what is no text at all */
function storable(given: string): string {
  const text = withoutControls(given);
  if (!isStorable(text)) throw new BadValue('has a character that cannot be stored');
  return text;
}

/** A JSON value whose texts and keys are so. */
function storableJson(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (Array.isArray(value)) return value.map(storableJson);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [storable(key), storableJson(member)]),
  );
}

/** An amount without the noise of a double: sixteen digits and more say no more than the first six decimals. */
function rounded(amount: string): string {
  const [, sign, whole, decimals, next] = NOISY_AMOUNT.exec(amount) ?? [];
  if (!whole || !decimals || !next) return amount;
  const units = BigInt(whole + decimals) + (next >= '5' ? 1n : 0n);
  const digits = String(units).padStart(7, '0');
  return `${sign}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** A value as a message shows it, cut where it is long. */
export function shown(value: unknown): string {
  // JSON has no word for what is too large for a double.
  const json = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return json.length > 40 ? `${json.slice(0, 40)}…` : json;
}
