import { and, column, type Sql, sql } from '../../db/sql.ts';
import type { SortDirection } from '../clients/list/sorts.ts';
import { searchable } from '../filter/filter.ts';
import { anywhere } from '../filter/patterns.ts';
import type { SortKey } from '../page/sort-key.ts';
import { documentFields, fieldsOf } from '../records/fields.ts';
import { foldSearch } from '../text/folding.ts';

/** File extensions of pictures. */
const PICTURES = sql`('png', 'jpg', 'jpeg', 'gif', 'bmp', 'tiff', 'webp', 'psd')`;

/** The conditions of v1's filter of documents by category. */
export const documentCategories = {
  private: sql`not x.is_public`,
  public: sql`x.is_public`,
  pdf: sql`x.type = 'pdf'`,
  image: sql`x.type in ${PICTURES}`,
  other: sql`x.type not in ('pdf') and x.type not in ${PICTURES}`,
} as const satisfies Record<string, Sql>;

/** A category of documents in v1's filter. */
export type DocumentCategory = keyof typeof documentCategories;

/** A filter of a company's documents. All given conditions must hold. */
export interface DocumentQuery {
  /** A part of the name, compared without case and accents. */
  readonly name?: string | null;
  /** The number of the documents' client. An archived client has none here, as in v1. */
  readonly activeClientId?: number | null;
  readonly categories?: readonly DocumentCategory[];
  readonly createdSince?: Date | null;
  readonly updatedSince?: Date | null;
}

/**
 * Returns the WHERE condition of a list of documents, over `documents x`.
 * @throws INVALID_INPUT for a search text that is too long
 */
export function documentWhere(query: DocumentQuery): Sql {
  const { name, activeClientId, categories = [], createdSince, updatedSince } = query;
  const conditions: Sql[] = [...new Set(categories)].map((name) => documentCategories[name]);
  if (name) {
    const folded = foldSearch(searchable(name, ['name']));
    conditions.push(folded === '' ? sql`false` : sql`fold_search(x.name) like ${anywhere(folded)}`);
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

/** Returns the sort keys of documents by a field, then by number; null for a field without an order. */
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
