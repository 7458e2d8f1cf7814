import type { Prisma } from '../../db/generated/client.ts';
import { isStorable } from '../text/text.ts';
import type { RecordType } from './ids.ts';

/** An exact decimal amount. */
export type Decimal = Prisma.Decimal;

/**
 * The kinds of value there are. Each edge has one small table that says how it writes each kind.
 * - `text`: any text; absent is null
 * - `boolean`: true or false
 * - `money`: an exact amount with up to six decimals
 * - `instant`: a moment, to the millisecond
 * - `integer`: a whole number that counts something
 * - `referenceId`: a number of a fixed table of the existing API (country, currency, size …), shown as its digits
 * - `recordId`: a number of another record, shown as its hashed id
 * - `json`: a JSON object kept as v1 has it
 */
export type Kind =
  | 'text'
  | 'boolean'
  | 'money'
  | 'instant'
  | 'integer'
  | 'referenceId'
  | 'recordId'
  | 'json';

/** The kinds that a column of a type may be of. */
type KindOf<Value> = Value extends string
  ? 'text'
  : Value extends boolean
    ? 'boolean'
    : Value extends Decimal
      ? 'money'
      : Value extends Date
        ? 'instant'
        : Value extends number
          ? 'integer' | 'referenceId' | 'recordId'
          : 'json';

/**
 * How texts are compared.
 * - `search`: as people look for them, without case and accents
 * - `identity`: as what names one record, without case; accents count
 * - `exact`: sign by sign, as keys are
 */
export type Comparison = 'search' | 'identity' | 'exact';

/** One field of a record: what every part of the product needs to know of it. */
export interface Field<K extends Kind = Kind> {
  readonly kind: K;
  /** The value may be absent (null). */
  readonly optional?: true;
  /** Callers may write it. */
  readonly write?: true;
  /** Lists may be ordered by it, and an index serves that order. */
  readonly sort?: true;
  /** Comparison by which filters find texts equal; `search` unless it says otherwise. */
  readonly compared?: Comparison;
  /** The search looks through it. */
  readonly search?: true;
  /** Many clients can be given the same value at once. */
  readonly bulk?: true;
  /** Most characters of a text; `MAX_TEXT` unless it says otherwise. */
  readonly max?: number;
  /** A text that is read and not looked for: it is trimmed, but stays in the spelling in which it came. */
  readonly prose?: true;
  /** v1's records have the field. A new field is unknown to v1, whose bodies do not change. */
  readonly v1?: true;
  /** The record type whose prefix an id may have; `User` unless stated. */
  readonly references?: RecordType;
  /** A value that only the product itself uses: no edge shows it. */
  readonly internal?: true;
}

type FieldOf<Value> = Field<KindOf<NonNullable<Value>>> &
  (IsJson<Value> extends true
    ? unknown
    : null extends Value
      ? { readonly optional: true }
      : { readonly optional?: never });

/** JSON columns are never null here, though JSON knows null. */
type IsJson<Value> = JsonObject extends Value ? true : false;
type JsonObject = { [key: string]: never };

/** A row for every column of a record, of the column's kind, `optional` exactly where it may be null. */
export type FieldTable<Row> = { readonly [Column in keyof Row]-?: FieldOf<Row[Column]> };

/** The type by which SQL reads a value of a kind that is sent as text or JSON. */
export const sqlType = {
  text: 'text',
  boolean: 'boolean',
  money: 'numeric',
  instant: 'timestamptz',
  integer: 'integer',
  referenceId: 'integer',
  recordId: 'integer',
  json: 'jsonb',
} as const satisfies Record<Kind, string>;

/**
 * Whether a value is one of a kind in the form in which it is sent to the database: amounts as digits, moments by
 * ISO 8601 in UTC to the millisecond, rows of tables and records by number.
 */
export function isOfKind(kind: Exclude<Kind, 'json'>, value: unknown): boolean {
  switch (kind) {
    case 'text':
      return typeof value === 'string' && isStorable(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'money':
      return typeof value === 'string' && /^-?\d{1,1000}(\.\d{1,20})?$/.test(value);
    case 'instant':
      return typeof value === 'string' && isMoment(value);
    default:
      return Number.isInteger(value) && Math.abs(value as number) < 2 ** 31;
  }
}

/** Returns whether a value is a moment that is finer than any that is stored, which can be compared with all the same. */
export const isFineMoment = (value: unknown): boolean =>
  typeof value === 'string' && /\.\d{6}Z$/.test(value) && isMoment(value.replace(/\d{3}Z$/, 'Z'));

/** The years 1 to 9999, which ISO 8601 and the database write alike. */
function isMoment(text: string): boolean {
  const isWritten = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text);
  // A day that the month does not have becomes one of the next month.
  return isWritten && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString() === text;
}
