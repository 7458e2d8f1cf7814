import { and, anyCompany, column, or, type Sql, sql } from '../../../db/sql.ts';
import type { ReadContext } from '../../core/context.ts';
import { type InputPath, invalidInput } from '../../core/errors.ts';
import type { Field } from '../../core/kinds.ts';
import {
  type Condition,
  conjunction,
  disjunction,
  negation,
  type TrigramPattern,
} from '../../filter/condition.ts';
import {
  ConditionBudget,
  type FieldFilter,
  fieldCondition,
  givenMembers,
  neededMembers,
  searchable,
} from '../../filter/filter.ts';
import type { FilterKind } from '../../filter/operators.ts';
import { anywhere } from '../../filter/patterns.ts';
import { isIndexed } from '../../filter/text-filter.ts';
import { clientFields, contactFields, fieldsOf } from '../../records/fields.ts';
import { foldSearch } from '../../text/folding.ts';
import { isContactOfClient } from '../contacts.ts';
import { type SearchTexts, searchTexts } from '../search-texts.ts';

/** The states of a client: in use, out of the way, or hidden. */
export const clientStatuses = {
  ACTIVE: 'In use.',
  ARCHIVED: 'Out of use, but counted in sums.',
  DELETED: 'Left out of lists and sums until restored.',
} as const;

/** A state of a client. */
export type ClientStatus = keyof typeof clientStatuses;

/**
 * A tree of conditions on clients. Every key is a field of the client with its operators, or one of
 * `id`, `contacts`, `and`, `or`, `not`; all of them must hold.
 */
export interface ClientFilter {
  readonly and?: readonly ClientFilter[] | null;
  readonly or?: readonly ClientFilter[] | null;
  readonly not?: ClientFilter | null;
  readonly contacts?: ContactQuantifiers | null;
  readonly [field: string]: unknown;
}

/** Conditions on the contacts of a client. */
export interface ContactQuantifiers {
  readonly some?: FieldFilter | null;
  readonly every?: FieldFilter | null;
  readonly none?: FieldFilter | null;
}

/** A list of clients of the viewer's company, as callers give it. */
export interface ClientQuery {
  readonly filter?: ClientFilter | null | undefined;
  readonly search?: string | null | undefined;
  /** The states of the clients; null or absent for all. */
  readonly status?: readonly ClientStatus[] | null | undefined;
}

/** Returns the fields by which a record can be filtered. */
export const filterFields = (table: Readonly<Record<string, Field>>): [string, Field][] =>
  fieldsOf(table).filter(([, { kind, internal }]) => !internal && kind !== 'json');

const clientFilterFields = new Map(filterFields(clientFields));
const contactFilterFields = new Map(filterFields(contactFields));

/** Returns which members of a filter on a record are fields with operators. A boolean is compared with true or false alone. */
const hasOperators = (fields: ReadonlyMap<string, Field>) => (name: string) =>
  name === 'id' || (fields.get(name)?.kind ?? 'boolean') !== 'boolean';

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

function clientCondition(
  context: ReadContext,
  filter: ClientFilter,
  path: InputPath,
  budget: ConditionBudget,
): Condition {
  const given = givenMembers(filter, path, hasOperators(clientFilterFields));
  if (given.length === 0) budget.spend(path);
  const conditions = given.map(([name, value]) => {
    const here = [...path, name];
    const nested = (inner: ClientFilter, at: InputPath) =>
      clientCondition(context, inner, at, budget);
    switch (name) {
      case 'and':
        return conjunction(
          (value as ClientFilter[]).map((inner, i) => nested(inner, [...here, i])),
        );
      case 'or':
        return disjunction(
          (value as ClientFilter[]).map((inner, i) => nested(inner, [...here, i])),
        );
      case 'not':
        return negation(nested(value as ClientFilter, here));
      case 'contacts':
        return contactsCondition(context, value as ContactQuantifiers, here, budget);
      default:
        return onField(context, 'Client', name, value, here, budget);
    }
  });
  return conjunction(conditions);
}

function contactsCondition(
  context: ReadContext,
  quantifiers: ContactQuantifiers,
  path: InputPath,
  budget: ConditionBudget,
): Condition {
  const matching = (filter: FieldFilter, name: string): Condition => {
    const here = [...path, name];
    const given = givenMembers(filter, here, hasOperators(contactFilterFields));
    if (given.length === 0) budget.spend(here);
    return conjunction(
      given.map(([field, value]) =>
        onField(context, 'Contact', field, value, [...here, field], budget),
      ),
    );
  };
  const { some, every, none } = Object.fromEntries(
    neededMembers(quantifiers, path),
  ) as ContactQuantifiers;
  const parts: Condition[] = [];
  if (some) {
    const { sql: condition, ...trigramPatterns } = matching(some, 'some');
    parts.push({ ...trigramPatterns, sql: sql`exists (${contactsWith(condition)})` });
  }
  if (every) {
    const condition = matching(every, 'every').sql;
    parts.push({ sql: sql`not exists (${contactsWith(sql`(${condition}) is not true`)})` });
  }
  if (none) parts.push({ sql: sql`not exists (${contactsWith(matching(none, 'none').sql)})` });
  return conjunction(parts);
}

const contactsWith = (condition: Sql): Sql =>
  sql`select from contacts k where ${isContactOfClient} and ${condition}`;

/** The fields and the alias of each record in a condition, and the client's text that holds its searched fields. */
const filtered = {
  Client: { fields: clientFilterFields, alias: 'c', text: 'ownText' },
  Contact: { fields: contactFilterFields, alias: 'k', text: 'contactsText' },
} as const satisfies Record<
  string,
  { fields: ReadonlyMap<string, Field>; alias: string; text: keyof SearchTexts }
>;

function onField(
  context: ReadContext,
  type: keyof typeof filtered,
  name: string,
  given: unknown,
  path: InputPath,
  budget: ConditionBudget,
): Condition {
  const { fields, alias, text } = filtered[type];
  const field: Field | undefined = name === 'id' ? { kind: 'recordId' } : fields.get(name);
  if (!field) throw invalidInput(`There is no filter on "${name}".`, path);
  const target = column(alias, name);
  if (field.kind === 'boolean') {
    budget.spend(path);
    return { sql: given ? target : sql`not ${target}` };
  }
  const references = name === 'id' ? type : (field.references ?? 'User');
  return fieldCondition(field.kind as FilterKind, target, given as FieldFilter, {
    convert: (id, at) => context.ids.decode(references, id, at),
    compared: field.compared ?? 'search',
    indexedIn: field.search ? text : null,
    path,
    budget,
  });
}
