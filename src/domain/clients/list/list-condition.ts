import { and, anyCompany, column, or, type Sql, sql } from '../../../db/sql.ts';
import type { ReadContext } from '../../core/context.ts';
import type { Condition, TrigramPattern } from '../../filter/condition.ts';
import { ConditionBudget, searchable } from '../../filter/filter.ts';
import { anywhere } from '../../filter/patterns.ts';
import { isIndexed } from '../../filter/text-filter.ts';
import { foldSearch } from '../../text/folding.ts';
import { searchTexts } from '../search-texts.ts';
import { type ClientFilter, clientCondition } from './filters.ts';

/** The states of a client: in use, out of the way, or hidden. */
export const clientStatuses = {
  ACTIVE: 'In use.',
  ARCHIVED: 'Out of use, but counted in sums.',
  DELETED: 'Left out of lists and sums until restored.',
} as const;

/** A state of a client. */
export type ClientStatus = keyof typeof clientStatuses;

/** A list of clients of the viewer's company, as callers give it. */
export interface ClientQuery {
  readonly filter?: ClientFilter | null | undefined;
  readonly search?: string | null | undefined;
  /** The states of the clients; null or absent for all. */
  readonly status?: readonly ClientStatus[] | null | undefined;
}

/** The condition of a list, in the parts that its statements use. */
export interface ListCondition {
  /** The `WHERE` over `clients c`. */
  readonly where: Sql;
  /** The part of it that the trigram index answers, if it finds few clients; null for none. */
  readonly indexCondition: Sql | null;
  /** The rest of it, which is checked for those clients. */
  readonly recheck: Sql;
  /** True for a list of all active clients: its pages are read by the index of their order. */
  readonly isUnfiltered: boolean;
}

/**
 * The share of all clients from which on the trigram index finds a company's clients faster by the text alone: reading
 * the company's ids as well would cost more than checking the few that are found.
 */
const LARGE_SHARE = 0.25;

/**
 * Returns the condition of a list: the one place that decides which clients it has.
 * @throws INVALID_INPUT, INVALID_ID or WRONG_ID_TYPE with the path of the value
 */
export function listCondition(context: ReadContext, query: ClientQuery): ListCondition {
  const ofCompany = sql`c.company_id = ${anyCompany(context.viewer.companyId)}`;
  const budget = new ConditionBudget();
  const filter = query.filter ? clientCondition(context, query.filter, ['filter'], budget) : null;
  const searched = query.search ? searchCondition(query.search) : null;
  const indexCondition = [filter, searched].flatMap((condition) =>
    condition?.trigramPatterns ? [or(condition.trigramPatterns.map(matches))] : [],
  );
  const conditions = [
    ofCompany,
    ...(query.status ? [statusCondition(query.status)] : []),
    ...(filter ? [filter.sql] : []),
    ...(searched ? [searched.sql] : []),
  ];
  const isLarge = (context.viewer.clientShare ?? 0) >= LARGE_SHARE;
  return {
    where: and([...conditions, ...indexCondition]),
    indexCondition:
      indexCondition.length > 0
        ? and(isLarge ? indexCondition : [ofCompany, ...indexCondition])
        : null,
    recheck: and(conditions),
    isUnfiltered: !filter && !query.search && (query.status?.includes('ACTIVE') ?? true),
  };
}

/** Returns the condition that a text of a client matches a pattern. */
const matches = ({ text, pattern }: TrigramPattern): Sql =>
  sql`${column('c', text)} like ${pattern}`;

const statusSql: Record<ClientStatus, Sql> = {
  ACTIVE: sql`(not c.is_deleted and c.archived_at is null)`,
  ARCHIVED: sql`(not c.is_deleted and c.archived_at is not null)`,
  DELETED: sql`c.is_deleted`,
};

function statusCondition(status: readonly ClientStatus[]): Sql {
  const named = Object.keys(statusSql).filter((name) => status.includes(name as ClientStatus));
  if (named.length === Object.keys(clientStatuses).length) return sql`true`;
  if (named.length === 2 && !named.includes('DELETED')) return sql`not c.is_deleted`;
  return or(named.map((name) => statusSql[name as ClientStatus]));
}

function searchCondition(search: string): Condition {
  const given = searchable(search, ['search']);
  if (given === '') return { sql: sql`true` };
  const term = foldSearch(given).trim();
  // Only accents, which are folded away in every text.
  if (term === '') return { sql: sql`false` };
  const pattern = anywhere(term);
  if (isIndexed(term)) {
    return { sql: sql`true`, trigramPatterns: searchTexts.map((text) => ({ text, pattern })) };
  }
  // Appending an empty text keeps the planner from using the index.
  const texts = searchTexts.map((text) => sql`${column('c', text)} || '' like ${pattern}`);
  return { sql: or(texts) };
}
