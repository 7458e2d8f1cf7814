import type { FieldFilter } from '../../filter/filter.ts';
import { clientFields, contactFields, fieldsOf } from '../../records/fields.ts';
import type { ClientFilter, ContactQuantifiers } from './filters.ts';

/** The rows that a condition can find, as its form alone shows. */
type Breadth = 'all' | 'none' | 'some';

/**
 * Returns whether a filter finds every client by its form alone: it has no condition, or only conditions that none can
 * fail, such as an empty text to contain. A bulk write with such a filter was hardly meant for all clients.
 */
export const excludesNobody = (filter: ClientFilter): boolean => breadthOf(filter) === 'all';

/** Returns whether a text has a character that a search can find: more than spaces, accents and the like. */
export const hasSearchableText = (text: string): boolean => /[^\s\p{M}\p{Z}\p{C}]/u.test(text);

const optionalOf = (table: Parameters<typeof fieldsOf>[0]): ReadonlySet<string> =>
  new Set(fieldsOf(table).flatMap(([name, { optional }]) => (optional ? [name] : [])));

const optionalFields = { client: optionalOf(clientFields), contact: optionalOf(contactFields) };

const every = (parts: readonly Breadth[]): Breadth => {
  if (parts.includes('none')) return 'none';
  return parts.every((part) => part === 'all') ? 'all' : 'some';
};

const opposite = { all: 'none', none: 'all', some: 'some' } as const;

const either = (parts: readonly Breadth[]): Breadth =>
  opposite[every(parts.map((part) => opposite[part]))];

const membersOf = (part: object): [string, unknown][] =>
  Object.entries(part).filter(([, value]) => value !== undefined && value !== null);

function breadthOf(filter: ClientFilter): Breadth {
  return every(
    membersOf(filter).map(([name, given]) => {
      switch (name) {
        case 'and':
          return every((given as ClientFilter[]).map(breadthOf));
        case 'or':
          return either((given as ClientFilter[]).map(breadthOf));
        case 'not':
          return opposite[breadthOf(given as ClientFilter)];
        case 'contacts':
          return breadthOfContacts(given as ContactQuantifiers);
        default:
          return breadthOfField(optionalFields.client.has(name), given);
      }
    }),
  );
}

function breadthOfContacts(quantifiers: ContactQuantifiers): Breadth {
  return every(
    membersOf(quantifiers).map(([name, given]) => {
      const members = membersOf(given as FieldFilter);
      const inner = every(
        members.map(([field, value]) => breadthOfField(optionalFields.contact.has(field), value)),
      );
      if (name === 'every') return inner === 'all' ? 'all' : 'some';
      // That a client has any contact, or none, is a condition.
      if (members.length === 0) return 'some';
      const found = name === 'none' ? opposite[inner] : inner;
      return name === 'none' && found === 'none' ? 'some' : found;
    }),
  );
}

/** @param optional whether rows may have no value in the field */
function breadthOfField(optional: boolean, given: unknown): Breadth {
  // A boolean is compared with a plain true or false.
  if (typeof given !== 'object' || given === null) return 'some';
  return every(
    membersOf(given).map(([operator, value]) => breadthOfOperator(operator, value, optional)),
  );
}

function breadthOfOperator(operator: string, value: unknown, optional: boolean): Breadth {
  switch (operator) {
    case 'in':
    case 'notIn': {
      if (!Array.isArray(value) || value.length > 0) return 'some';
      return operator === 'in' ? 'none' : 'all';
    }
    case 'isNull': {
      if (optional) return 'some';
      return value ? 'none' : 'all';
    }
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return hasSearchableText(String(value)) ? 'some' : 'all';
    case 'like':
      return /^%+$/.test(String(value).trim()) ? 'all' : 'some';
    default:
      return 'some';
  }
}
