import type { Sql } from '../../db/sql.ts';
import { invalidInput } from '../core/errors.ts';
import { type CursorValue, fingerprint, readCursor } from './cursor.ts';
import { reversed, type SortKey } from './sort-key.ts';

/** The arguments by which a caller selects a page. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
  readonly offset?: number | null | undefined;
}

/** Most rows of a page. */
export const MAX_PAGE_SIZE = 500;
/** Number of rows of a page by default. */
export const DEFAULT_PAGE_SIZE = 50;

/** A page of a list: its size, its start, and its direction. */
export interface Page {
  readonly size: number;
  readonly offset: number;
  /** True to read from the end of the list towards its start; the rows are reversed afterwards. */
  readonly backward: boolean;
  /** The values of the cursor at which the page starts; null to start at an end of the list. */
  readonly from: readonly CursorValue[] | null;
  readonly keys: readonly SortKey[];
  /** Fingerprint of the list the page belongs to: its cursors carry it. */
  readonly digest: string;
}

/** The sides of a page on which a request needs to know whether there are more rows. */
export interface Sides {
  readonly next: boolean;
  readonly previous: boolean;
}

/**
 * Reads the arguments of a page.
 * @param list the SQL that identifies the list, such as its `WHERE`: a cursor is valid for one list and one order
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
 * Returns a page of any size by its offset, as v1 counts pages. It has no cursors.
 * @param offset the number of rows before the page; its cost grows with it
 */
export const offsetPage = (keys: readonly SortKey[], size: number, offset: number): Page => ({
  size,
  offset,
  backward: false,
  from: null,
  keys,
  digest: '',
});

/** Checks the size of a page. @throws INVALID_INPUT for a size out of range */
export function pageSize(size: number, name: string): number {
  if (Number.isInteger(size) && size >= 0 && size <= MAX_PAGE_SIZE) return size;
  throw invalidInput(`"${name}" is a whole number from 0 to ${MAX_PAGE_SIZE}; ${size} is not.`, [
    name,
  ]);
}
