import { column, type Sql, sql } from '../../../db/sql.ts';
import { constantCase } from '../../casing.ts';
import { invalidInput } from '../../core/errors.ts';
import type { Field } from '../../core/kinds.ts';
import type { SortKey } from '../../page/sort-key.ts';
import { clientFields, fieldsOf, orderColumns } from '../../records/fields.ts';

/** The direction of a sort key. */
export type SortDirection = 'ASC' | 'DESC';
/** The place of clients without a value in an order. */
export type NullsPlacement = 'FIRST' | 'LAST';

/** A sort key, as callers give it. */
export interface ClientSort {
  /** `id`, or any field of a client that is not JSON. */
  readonly field: string;
  /** The default is ascending. */
  readonly direction?: SortDirection | null | undefined;
  /** The place of clients without a value; the default is last. */
  readonly nulls?: NullsPlacement | null | undefined;
}

/** The maximum of sort keys. */
const MAX_KEYS = 5;

/** The fields whose order has an index, `id` first. */
export const sortFields: readonly string[] = [
  'id',
  ...fieldsOf(clientFields)
    .filter(([, { sort }]) => sort)
    .map(([name]) => name),
];

/**
 * Returns the total order of a list: the one place that decides it. Texts are ordered by their sort key. The id is the
 * last key, in the direction of the key before it.
 * @throws INVALID_INPUT for an unknown field, one named twice, or too many
 */
export function clientOrder(sorts: readonly ClientSort[]): SortKey[] {
  if (sorts.length > MAX_KEYS)
    throw invalidInput(`A list has at most ${MAX_KEYS} sort keys.`, ['sort']);
  const named = new Set<string>();
  const keys = sorts.map(({ field, direction, nulls }, index) => {
    if (named.has(field)) {
      throw invalidInput(`The field "${constantCase(field)}" is sorted by twice.`, ['sort', index]);
    }
    named.add(field);
    return sortKey(field, direction === 'DESC', nulls === 'FIRST', ['sort', index]);
  });
  if (named.has('id')) return keys.slice(0, [...named].indexOf('id') + 1);
  return [...keys, sortKey('id', keys.at(-1)?.descending ?? false, false, [])];
}

/**
 * Returns whether clients can be sorted by a field: by any that is shown and is not JSON, though not always with an
 * index.
 */
export function isSortable(field: string): boolean {
  const row = Object.hasOwn(clientFields, field) ? fieldRows[field] : undefined;
  return field === 'id' || (row !== undefined && row.kind !== 'json' && !row.internal);
}

const storedKeys = new Map<string, string>(
  Object.entries(orderColumns).filter(([name]) => name !== 'number'),
);

const fieldRows: Readonly<Record<string, Field>> = clientFields;

function sortKey(
  field: string,
  descending: boolean,
  nullsFirst: boolean,
  path: (string | number)[],
): SortKey {
  if (!isSortable(field)) throw invalidInput(`Clients cannot be sorted by "${field}".`, path);
  // Numbers are ordered by the digits in them, as v1 does: x-2 before x-10.
  const name = field === 'number' ? orderColumns.number : field;
  const row: Field = name === 'id' ? { kind: 'recordId' } : (fieldRows[name] as Field);
  const stored = storedKeys.get(field);
  return {
    column: clientColumn(name),
    ...(stored ? { stored: clientColumn(stored) } : {}),
    kind: row.kind as SortKey['kind'],
    nullable: row.optional ?? false,
    descending,
    nullsFirst,
  };
}

const clientColumn = (field: string): Sql => sql`${column('c', field)}`;
