import type { Prisma } from '../../db/generated/client.ts';
import { isStorable } from '../text/text.ts';
import type { RecordType } from './ids.ts';
import { isInstant, isoFromPostgres } from './instant.ts';
import { isAmount, trimZeros } from './money.ts';

/** An exact decimal amount. */
export type Decimal = Prisma.Decimal;

/**
 * The kinds of value there are. Each layer has one table with a row for each kind: `kinds` here, and tables of types
 * and encoders in `graphql` and `rest`.
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

/** The kinds that a column may be of, by the type of its values. */
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
 * The comparison of texts.
 * - `search`: as people search, without case and accents
 * - `identity`: as numbers and addresses name one record, without case; accents count
 * - `exact`: character by character, as keys are
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
  /** True for a text that is not searched: it is trimmed, but not composed. */
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

/** The rules of the domain for values of one kind. */
interface KindRules {
  /** The type as which SQL reads a value that is sent as text or JSON. */
  readonly sqlType: string;
  /** Returns whether a value has the form in which it is sent to the database. */
  readonly isValid: (value: unknown) => boolean;
  /** Parses a value that PostgreSQL wrote as text. */
  readonly parse: (text: string) => unknown;
  /** Converts a stored value to the form that callers see in a diff, where that is another one. */
  readonly show?: (value: number, encodeId: (id: number) => string) => string;
}

const isInteger = (value: unknown): boolean =>
  Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;

/** The rules of each kind. */
export const kinds = {
  text: {
    sqlType: 'text',
    isValid: (value) => typeof value === 'string' && isStorable(value),
    parse: (text) => text,
  },
  boolean: {
    sqlType: 'boolean',
    isValid: (value) => typeof value === 'boolean',
    parse: (text) => text === 't',
  },
  money: { sqlType: 'numeric', isValid: isAmount, parse: trimZeros },
  instant: {
    sqlType: 'timestamptz',
    isValid: isInstant,
    parse: (text) => new Date(isoFromPostgres(text)),
  },
  integer: { sqlType: 'integer', isValid: isInteger, parse: Number },
  referenceId: { sqlType: 'integer', isValid: isInteger, parse: Number, show: String },
  recordId: {
    sqlType: 'integer',
    isValid: isInteger,
    parse: Number,
    show: (id, encodeId) => encodeId(id),
  },
  json: {
    sqlType: 'jsonb',
    isValid: (value) => typeof value === 'object' && value !== null,
    parse: (text) => JSON.parse(text),
  },
} as const satisfies Record<Kind, KindRules>;

/** Converts a stored value of a kind to the form that callers see in a diff. */
export function showValue(kind: Kind, value: unknown, encodeId: (id: number) => string): unknown {
  if (value === null || value === undefined) return null;
  const { show }: KindRules = kinds[kind];
  return show ? show(Number(value), encodeId) : value;
}
