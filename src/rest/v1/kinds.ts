import type { IdCodec } from '../../domain/core/ids.ts';
import type { Kind } from '../../domain/core/kinds.ts';
import { ExactNumber } from '../http/json.ts';

/** Returns an object with sorted keys. PostgreSQL keeps those of `jsonb` in another order. */
const sortedByKey = (value: object): unknown =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Encodings of a stored value in v1, by kind. PHP's truthiness shows: a null text and the text "0" are `""`. */
export const encode = {
  text: (value: string | null) => (value === null || value === '0' ? '' : value),
  boolean: (value: boolean) => value,
  money: (value: string) => new ExactNumber(value),
  instant: (value: Date | null) => (value === null ? 0 : Math.floor(value.getTime() / 1000)),
  integer: (value: number) => value,
  referenceId: (value: number | null) => (value === null ? '' : String(value)),
  recordId: (value: number | null, ids: IdCodec) => (value === null ? '' : ids.encode(value)),
  json: sortedByKey,
} as const satisfies Record<Kind, (value: never, ids: IdCodec) => unknown>;

/** JSON Schemas of the encoded values, by kind. */
export const jsonSchema = {
  text: { type: 'string' },
  boolean: { type: 'boolean' },
  money: { type: 'number' },
  instant: { type: 'integer', minimum: 0 },
  integer: { type: 'integer' },
  referenceId: { type: 'string', pattern: '^[0-9]*$' },
  recordId: { type: 'string', pattern: '^([A-Za-z0-9]{10,})?$' },
  json: { type: 'object' },
} as const satisfies Record<Kind, object>;
