import type { Sql } from '../../db/sql.ts';
import { invalidInput } from '../core/errors.ts';
import { type CursorValue, fingerprint, readCursor } from './cursor.ts';
import { reversed, type SortKey } from './sort-key.ts';

/** Which part of a list is wanted, as callers say it. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
  readonly offset?: number | null | undefined;
}

/** Largest and usual length of a page. */
export const MAX_PAGE_SIZE = 500;
export const DEFAULT_PAGE_SIZE = 50;

/** A page, made out: which rows, from where, and in which direction they are read. */
export interface Page {
  readonly size: number;
  readonly offset: number;
  /** Read from the end of the list towards its start, to be turned round afterwards. */
  readonly backward: boolean;
  /** The values of the row next to which the page starts; null for the end of the list. */
  readonly from: readonly CursorValue[] | null;
  readonly keys: readonly SortKey[];
  /** Fingerprint of the list the page belongs to: its cursors carry it. */
  readonly digest: string;
}

/** On which sides of a page it is asked whether there are more rows. */
export interface Sides {
  readonly next: boolean;
  readonly previous: boolean;
}

/**
 * Makes out a page of a list.
 * @param list says which list it is, such as its `WHERE`: its cursors work for no other list, and for no other order
 * @throws INVALID_INPUT for impossible sizes or combinations, INVALID_CURSOR for a cursor of another list
 */
export function makePage(args: PageArguments, keys: readonly SortKey[], list: Sql): Page {
  const { first, after, last, before, offset } = args;
  if (first != null && last != null) {
    throw invalidInput('Ask for the first or for the last rows, not for both.', ['last']);
  }
  if (after != null && before != null) {
    throw invalidInput('Give a cursor to start after or one to end before, not both.', ['before']);
  }
  if (last == null && before != null) throw invalidInput('"before" goes with "last".', ['before']);
  if (last != null && after != null) throw invalidInput('"after" goes with "first".', ['after']);
  if (offset != null && (after ?? before ?? last) != null) {
    throw invalidInput('"offset" goes with "first" alone.', ['offset']);
  }
  if (offset != null && (offset < 0 || !Number.isInteger(offset))) {
    throw invalidInput(`"offset" is a whole number, 0 or greater; ${offset} is not.`, ['offset']);
  }
  const backward = last != null;
  const name = backward ? 'last' : 'first';
  const digest = fingerprint(list, keys);
  const cursor = backward ? before : after;
  return {
    size: pageSize(args[name] ?? DEFAULT_PAGE_SIZE, name),
    offset: offset ?? 0,
    backward,
    from: cursor == null ? null : readCursor(cursor, keys, digest, backward ? 'before' : 'after'),
    keys: backward ? keys.map(reversed) : keys,
    digest,
  };
}

/**
 * A page by its place in the list, of any size: how v1 counts pages. It has no cursors.
 * @param offset rows to leave out first; reading grows with it
 */
export const offsetPage = (keys: readonly SortKey[], size: number, offset: number): Page => ({
  size,
  offset,
  backward: false,
  from: null,
  keys,
  digest: '',
});

/** How many rows a page has. @throws INVALID_INPUT for a size that none may have */
export function pageSize(size: number, name: string): number {
  if (Number.isInteger(size) && size >= 0 && size <= MAX_PAGE_SIZE) return size;
  throw invalidInput(`"${name}" is a whole number from 0 to ${MAX_PAGE_SIZE}; ${size} is not.`, [
    name,
  ]);
}
