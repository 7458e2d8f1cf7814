import type { Sql } from '../../db/sql.ts';
import type { Kind } from '../core/kinds.ts';

/** One key of a total order of rows. Texts are ordered by their `sort_key()`: without case and accents, then as they are. */
export interface SortKey {
  readonly column: Sql;
  /** The column that has the sort key of a text; it is computed where there is none. */
  readonly stored?: Sql;
  readonly kind: Exclude<Kind, 'json'>;
  readonly nullable: boolean;
  readonly descending: boolean;
  /** Where rows without a value stand. Unused when there are none. */
  readonly nullsFirst: boolean;
}

/** Returns the key of the same list read from its end. */
export const reversed = (key: SortKey): SortKey => ({
  ...key,
  descending: !key.descending,
  nullsFirst: !key.nullsFirst,
});
