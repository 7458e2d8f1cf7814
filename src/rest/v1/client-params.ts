import type { ClientFilter } from '../../domain/clients/list/filters.ts';
import type { ClientRangeArguments } from '../../domain/clients/list/list.ts';
import type { ClientStatus } from '../../domain/clients/list/list-condition.ts';
import { isSortable } from '../../domain/clients/list/sorts.ts';
import type { IdCodec, RecordType } from '../../domain/core/ids.ts';
import { isSearchable } from '../../domain/filter/filter.ts';
import { plainDecimal } from '../../domain/v1-rules/php-number.ts';
import { type Input, parseBoolean, textParam } from '../http/input.ts';
import { readMoment } from './dates.ts';
import { decodeId } from './ids.ts';
import { readSort } from './sort.ts';

/** Filter, search and order of a v1 list of clients. */
export type ClientListQuery = Pick<ClientRangeArguments, 'filter' | 'search' | 'sort' | 'first'>;

/** Converts the value of a parameter to a filter; null for an unreadable value, which v1 ignores. */
type ToFilter = (value: string, ids: IdCodec) => ClientFilter | null;

const NO_CLIENT: ClientFilter = { id: { in: [] } };

/** Filters by a text. One that cannot be searched for matches no client, since v1 does not refuse it. */
const byText =
  (filterOf: (text: string) => ClientFilter, patternOf = (value: string) => value): ToFilter =>
  (value) => {
    const pattern = patternOf(value);
    return isSearchable(pattern) ? filterOf(pattern) : NO_CLIENT;
  };

const equals = (field: string): ToFilter => byText((text) => ({ [field]: { eq: text } }));

/** Filters by an id. A value that is not an id matches no client. */
const byId =
  (field: string, type: RecordType): ToFilter =>
  (value, ids) =>
    decodeId(ids, type, value) === null ? NO_CLIENT : { [field]: { eq: value } };

const since =
  (field: string): ToFilter =>
  (value) => {
    const moment = readMoment(value, new Date());
    return moment && { [field]: { gte: moment.toISOString() } };
  };

const comparisons = new Set(['lt', 'lte', 'gt', 'gte', 'eq']);

/** Returns an amount in digits. As in v1, a text that is not a number is 0. */
const amount = (value: string): string => plainDecimal(value) ?? '0';

/** Filters by `operator:amount`. Also accepts `amount:operator`, as callers of some releases of v1 send it. */
function byBalance(value: string): ClientFilter | null {
  const [first = '', second] = value.split(':').map((part) => part.trim().toLowerCase());
  if (second === undefined) return null;
  const swapped = !comparisons.has(first) && comparisons.has(second);
  const [operator, number] = swapped ? [second, first] : [first, second];
  return { balance: { [comparisons.has(operator) ? operator : 'eq']: amount(number) } };
}

function byBalanceRange(value: string): ClientFilter | null {
  const [from, to, ...more] = value.split(':');
  if (from === undefined || to === undefined || more.length > 0) return null;
  return { balance: { between: { from: amount(from), to: amount(to) } } };
}

const states: Readonly<Record<string, ClientFilter>> = {
  active: { isDeleted: false, archivedAt: { isNull: true } },
  archived: { isDeleted: false, archivedAt: { isNull: false } },
  deleted: { isDeleted: true },
} satisfies Record<Lowercase<ClientStatus>, ClientFilter>;

function byStatus(value: string): ClientFilter | null {
  const names = new Set(value.split(',').map((name) => name.trim()));
  const known = [...names].flatMap((name): ClientFilter[] => {
    const state = Object.hasOwn(states, name) ? states[name] : undefined;
    return state ? [state] : [];
  });
  return known.length === 0 ? null : { or: known };
}

/** A parameter that filters clients. */
interface ClientParam {
  readonly description: string;
  readonly filter: ToFilter;
}

/** Parameters of `GET /clients` that filter the list. A client must match all of them. */
export const clientFilterParams = {
  name: {
    description: 'Text in the name; `%` stands for any text and `_` for one character.',
    filter: byText(
      (like) => ({ name: { like } }),
      (value) => `%${value}%`,
    ),
  },
  number: { description: 'Client number.', filter: equals('number') },
  id_number: { description: 'Id number of the client.', filter: equals('idNumber') },
  email: {
    description: 'E-mail address of a contact.',
    filter: byText((email) => ({ contacts: { some: { email: { eq: email } } } })),
  },
  client_id: { description: 'Id of a client.', filter: byId('id', 'Client') },
  group: {
    description: 'Id of a group. Finds the clients in it.',
    filter: byId('groupSettingsId', 'User'),
  },
  balance: {
    description: 'Balance: `lt:`, `lte:`, `gt:`, `gte:` or `eq:`, followed by an amount.',
    filter: byBalance,
  },
  between_balance: {
    description: 'Range of the balance, both ends included: two amounts with a colon between.',
    filter: byBalanceRange,
  },
  created_at: {
    description: 'Earliest time of creation: Unix seconds, or a date in UTC.',
    filter: since('createdAt'),
  },
  updated_at: {
    description: 'Earliest time of the last change: Unix seconds, or a date in UTC.',
    filter: since('updatedAt'),
  },
  is_deleted: {
    description: '`true` finds deleted clients only, `false` leaves them out.',
    filter: (value) => {
      const wanted = parseBoolean(value);
      return wanted === null ? null : { isDeleted: wanted };
    },
  },
  status: {
    description: 'One or more states, separated by commas: `active`, `archived`, `deleted`.',
    filter: byStatus,
  },
  with_trashed: {
    description: '`false` leaves deleted clients out. Any other value is ignored.',
    filter: (value) => (value === 'false' ? { isDeleted: false } : null),
  },
} as const satisfies Record<string, ClientParam>;

/**
 * Reads the parameters of `GET /clients`. Absent, empty and unreadable ones are ignored. Without parameters the list
 * has all clients, archived and deleted ones included.
 */
export function readClientQuery(input: Input, ids: IdCodec): ClientListQuery {
  const filters: ClientFilter[] = [];
  for (const [key, { filter }] of Object.entries<ClientParam>(clientFilterParams)) {
    const value = textParam(input, key);
    const read = value === null ? null : filter(value, ids);
    if (read) filters.push(read);
  }
  const search = textParam(input, 'filter');
  const canBeFound = search === null || isSearchable(search);
  if (!canBeFound) filters.push(NO_CLIENT);
  return {
    filter: filters.length === 0 ? null : { and: filters },
    search: canBeFound ? search : null,
    sort: clientSort(textParam(input, 'sort')),
    first: decodeId(ids, 'Client', textParam(input, 'with')),
  };
}

/** Returns the order of clients. v1 sorts by the name instead of the display name. */
function clientSort(value: string | null): ClientListQuery['sort'] {
  const sort = readSort(value);
  if (!sort) return null;
  const field = sort.field === 'displayName' ? 'name' : sort.field;
  return isSortable(field) ? [{ ...sort, field }] : null;
}
