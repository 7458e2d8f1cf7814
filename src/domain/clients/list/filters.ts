import { column, type Sql, sql } from '../../../db/sql.ts';
import type { ReadContext } from '../../core/context.ts';
import { type InputPath, invalidInput } from '../../core/errors.ts';
import type { Field } from '../../core/kinds.ts';
import { type Condition, conjunction, disjunction, negation } from '../../filter/condition.ts';
import {
  type ConditionBudget,
  type FieldFilter,
  fieldCondition,
  givenMembers,
  neededMembers,
} from '../../filter/filter.ts';
import type { FilterKind } from '../../filter/operators.ts';
import { clientFields, contactFields, fieldsOf } from '../../records/fields.ts';
import { isContactOfClient } from '../contacts.ts';
import type { SearchTexts } from '../search-texts.ts';

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

/** Returns the fields by which a record can be filtered. */
export const filterFields = (table: Readonly<Record<string, Field>>): [string, Field][] =>
  fieldsOf(table).filter(([, { kind, internal }]) => !internal && kind !== 'json');

const clientFilterFields = new Map(filterFields(clientFields));
const contactFilterFields = new Map(filterFields(contactFields));

/** Returns which members of a filter on a record are fields with operators. A boolean is compared with true or false alone. */
const hasOperators = (fields: ReadonlyMap<string, Field>) => (name: string) =>
  name === 'id' || (fields.get(name)?.kind ?? 'boolean') !== 'boolean';

/**
 * Returns the condition that a client meets a filter.
 * @throws INVALID_INPUT, INVALID_ID or WRONG_ID_TYPE with the path of the value
 */
export function clientCondition(
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
