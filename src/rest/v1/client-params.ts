import type { ClientFilter, ClientStatus } from '../../domain/clients/list/filters.ts';
import type { ClientRangeArguments } from '../../domain/clients/list/list.ts';
import { isSortable } from '../../domain/clients/list/sorts.ts';
import type { IdCodec, RecordType } from '../../domain/core/ids.ts';
import { isSearchable } from '../../domain/filter/filter.ts';
import { plainDecimal } from '../../domain/v1-rules/php-number.ts';
import { type Input, parseBoolean, textParam } from '../http/input.ts';
import { readMoment } from './dates.ts';
import { readSort } from './sort.ts';

/** Which clients a v1 list has, in which order. */
export type ClientListQuery = Pick<ClientRangeArguments, 'filter' | 'search' | 'sort' | 'first'>;

/** A condition of a parameter's value; null when the value says nothing, as v1 ignores what it cannot read. */
type Condition = (value: string, ids: IdCodec) => ClientFilter | null;

const NOBODY: ClientFilter = { id: { in: [] } };

/** A condition that looks for a text. One that cannot be looked for is found in nobody, which v1 does not refuse. */
const looksFor =
  (condition: (text: string) => ClientFilter, patternOf = (value: string) => value): Condition =>
  (value) => {
    const pattern = patternOf(value);
    return isSearchable(pattern) ? condition(pattern) : NOBODY;
  };

const equals = (field: string): Condition => looksFor((text) => ({ [field]: { eq: text } }));

/** A hashed id: one that cannot be read names nobody. */
const named =
  (field: string, type: RecordType): Condition =>
  (value, ids) => {
    try {
      ids.decode(type, value);
      return { [field]: { eq: value } };
    } catch {
      return NOBODY;
    }
  };

const since =
  (field: string): Condition =>
  (value) => {
    const moment = readMoment(value, new Date());
    return moment && { [field]: { gte: moment.toISOString() } };
  };

const comparisons = new Set(['lt', 'lte', 'gt', 'gte', 'eq']);

/** An amount in digits. v1 takes what is no number for 0. */
const amount = (value: string): string => plainDecimal(value) ?? '0';

/** `op:value`. Callers of releases that had the two the wrong way round are understood as well. */
function balance(value: string): ClientFilter | null {
  const [first = '', second] = value.split(':').map((part) => part.trim().toLowerCase());
  if (second === undefined) return null;
  const swapped = !comparisons.has(first) && comparisons.has(second);
  const [operator, number] = swapped ? [second, first] : [first, second];
  return { balance: { [comparisons.has(operator) ? operator : 'eq']: amount(number) } };
}

function betweenBalance(value: string): ClientFilter | null {
  const [from, to, ...more] = value.split(':');
  if (from === undefined || to === undefined || more.length > 0) return null;
  return { balance: { between: { from: amount(from), to: amount(to) } } };
}

const states: Readonly<Record<string, ClientFilter>> = {
  active: { isDeleted: false, archivedAt: { isNull: true } },
  archived: { isDeleted: false, archivedAt: { isNull: false } },
  deleted: { isDeleted: true },
} satisfies Record<Lowercase<ClientStatus>, ClientFilter>;

function status(value: string): ClientFilter | null {
  const names = new Set(value.split(',').map((name) => name.trim()));
  const known = [...names].flatMap((name): ClientFilter[] => {
    const state = Object.hasOwn(states, name) ? states[name] : undefined;
    return state ? [state] : [];
  });
  return known.length === 0 ? null : { or: known };
}

/** The parameters of `GET /clients` that are conditions, with what each means. All of them must hold. */
export const clientConditions = {
  name: {
    description: 'Text in the name; `%` stands for any text and `_` for one character.',
    condition: looksFor(
      (like) => ({ name: { like } }),
      (value) => `%${value}%`,
    ),
  },
  number: { description: 'The number.', condition: equals('number') },
  id_number: { description: 'The id number.', condition: equals('idNumber') },
  email: {
    description: 'The e-mail address of a contact.',
    condition: looksFor((email) => ({ contacts: { some: { email: { eq: email } } } })),
  },
  client_id: { description: 'The id of the one client to find.', condition: named('id', 'Client') },
  group: {
    description: 'The id of the group that the clients are in.',
    condition: named('groupSettingsId', 'User'),
  },
  balance: {
    description: 'What the clients owe: `lt:`, `lte:`, `gt:`, `gte:` or `eq:` and an amount.',
    condition: balance,
  },
  between_balance: {
    description: 'What the clients owe: two amounts with a colon between; both ends belong to it.',
    condition: betweenBalance,
  },
  created_at: {
    description: 'Created at or after this: unix seconds, or a date in UTC.',
    condition: since('createdAt'),
  },
  updated_at: {
    description: 'Changed at or after this: unix seconds, or a date in UTC.',
    condition: since('updatedAt'),
  },
  is_deleted: {
    description: 'Whether the clients are deleted.',
    condition: (value) => {
      const wanted = parseBoolean(value);
      return wanted === null ? null : { isDeleted: wanted };
    },
  },
  status: {
    description:
      'States of which each client has one: `active`, `archived`, `deleted`, with commas.',
    condition: status,
  },
  with_trashed: {
    description: '`false` leaves deleted clients out; anything else says nothing.',
    condition: (value) => (value === 'false' ? { isDeleted: false } : null),
  },
} as const satisfies Record<string, { description: string; condition: Condition }>;

/**
 * The list that the parameters of `GET /clients` describe. What is absent, empty or unreadable says nothing, and
 * nothing is hidden unless asked for.
 */
export function readClientQuery(input: Input, ids: IdCodec): ClientListQuery {
  const conditions = Object.entries(clientConditions).flatMap(
    ([key, { condition }]): ClientFilter[] => {
      const value = textParam(input, key);
      const read = value === null ? null : (condition as Condition)(value, ids);
      return read ? [read] : [];
    },
  );
  const search = textParam(input, 'filter');
  const canBeFound = search === null || isSearchable(search);
  if (!canBeFound) conditions.push(NOBODY);
  return {
    filter: conditions.length === 0 ? null : { and: conditions },
    search: canBeFound ? search : null,
    sort: clientSort(textParam(input, 'sort')),
    first: numberOf(textParam(input, 'with'), ids),
  };
}

/** The number of the client that an id names; null for none, and for what is no id. */
function numberOf(id: string | null, ids: IdCodec): number | null {
  try {
    return id === null ? null : ids.decode('Client', id);
  } catch {
    return null;
  }
}

/** The order of clients. v1 orders by the name when it is asked for the display name. */
function clientSort(value: string | null): ClientListQuery['sort'] {
  const sort = readSort(value);
  if (!sort) return null;
  const field = sort.field === 'displayName' ? 'name' : sort.field;
  return isSortable(field) ? [{ ...sort, field }] : null;
}
