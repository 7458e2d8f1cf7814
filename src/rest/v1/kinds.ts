import type { IdCodec } from '../../domain/core/ids.ts';
import type { Kind } from '../../domain/core/kinds.ts';
import { ExactNumber } from '../http/json.ts';

/** An object with its keys in the order of the alphabet, which is not the one in which a database keeps them. */
const sorted = (value: unknown): unknown =>
  Object.fromEntries(Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1)));

/** How v1 writes a stored value of each kind. Absent text is `""`, an absent moment 0; v1 shows the text "0" as `""`, too. */
export const encode = {
  text: (value: string | null) => (value === null || value === '0' ? '' : value),
  boolean: (value: boolean) => value,
  money: (value: string) => new ExactNumber(value),
  instant: (value: Date | null) => (value === null ? 0 : Math.floor(value.getTime() / 1000)),
  integer: (value: number) => value,
  referenceId: (value: number | null) => (value === null ? '' : String(value)),
  recordId: (value: number | null, ids: IdCodec) => (value === null ? '' : ids.encode(value)),
  json: sorted,
} as const satisfies Record<Kind, (value: never, ids: IdCodec) => unknown>;

/** The JSON Schema of what v1 writes for each kind. */
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
