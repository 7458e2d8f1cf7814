import { and, column, type Sql, sql } from '../../db/sql.ts';
import type { SortDirection } from '../clients/list/sorts.ts';
import { searchable } from '../filter/filter.ts';
import { anywhere } from '../filter/text-filter.ts';
import type { SortKey } from '../page/sort-key.ts';
import { documentFields, fieldsOf } from '../records/fields.ts';
import { foldSearch } from '../text/folding.ts';

/** Extensions of pictures. */
const PICTURES = sql`('png', 'jpg', 'jpeg', 'gif', 'bmp', 'tiff', 'webp', 'psd')`;

/** What a list of documents can be narrowed to. */
export const documentCategories = {
  private: sql`not x.is_public`,
  public: sql`x.is_public`,
  pdf: sql`x.type = 'pdf'`,
  image: sql`x.type in ${PICTURES}`,
  other: sql`x.type not in ('pdf') and x.type not in ${PICTURES}`,
} as const satisfies Record<string, Sql>;

export type DocumentCategory = keyof typeof documentCategories;

/** Which documents of the company are meant; all of it must hold. */
export interface DocumentQuery {
  /** A part of the name, whatever its case and accents. */
  readonly name?: string | null;
  /** Of this client, by number, if it is active: those of an archived one are left out, as in v1. */
  readonly activeClientId?: number | null;
  readonly kinds?: readonly DocumentCategory[];
  readonly createdSince?: Date | null;
  readonly updatedSince?: Date | null;
}

/**
 * The one place that decides which documents a list has: the condition over `documents x`.
 * @throws INVALID_INPUT for a text that is too long to be looked for
 */
export function documentWhere(query: DocumentQuery): Sql {
  const { name, activeClientId, kinds = [], createdSince, updatedSince } = query;
  const conditions: Sql[] = [...new Set(kinds)].map((kind) => documentCategories[kind]);
  if (name) {
    const sought = foldSearch(searchable(name, ['name']));
    conditions.push(sought === '' ? sql`false` : sql`fold_search(x.name) like ${anywhere(sought)}`);
  }
  if (activeClientId != null) {
    conditions.push(sql`x.client_id = ${activeClientId} and exists (
      select from clients c where c.company_id = x.company_id and c.id = x.client_id and c.archived_at is null)`);
  }
  if (createdSince)
    conditions.push(sql`x.created_at >= ${createdSince.toISOString()}::timestamptz`);
  if (updatedSince)
    conditions.push(sql`x.updated_at >= ${updatedSince.toISOString()}::timestamptz`);
  return and(conditions);
}

const fields = new Map(fieldsOf(documentFields));

/** The order of documents by a field, the number last; null when they cannot be ordered by it. */
export function documentOrder(field: string, direction: SortDirection): SortKey[] | null {
  const row =
    field === 'id' ? { kind: 'recordId' as const, optional: undefined } : fields.get(field);
  if (!row || row.kind === 'json') return null;
  const descending = direction === 'DESC';
  const key = (name: string, kind: SortKey['kind'], nullable: boolean): SortKey => ({
    column: column('x', name),
    kind,
    nullable,
    descending,
    nullsFirst: !descending,
  });
  const last = key('id', 'recordId', false);
  return field === 'id' ? [last] : [key(field, row.kind, row.optional ?? false), last];
}
