import { leadingInteger, wholeNumber } from '../../domain/v1-rules/php-number.ts';
import { type Input, textParam } from '../http/input.ts';

/** Page size without `per_page`. */
const DEFAULT_PAGE_SIZE = 20;

/** Page size for a `per_page` that is 0, empty or not a number. */
const FALLBACK_PAGE_SIZE = 15;

const MAX_PAGE_SIZE = 5000;

/** A requested page of a list. */
export interface Paging {
  readonly perPage: number;
  readonly page: number;
  /** Records before the page. */
  readonly offset: number;
}

/** Reads the requested page. Nothing is refused: unreadable values are replaced by defaults, as in v1. */
export function readPaging(input: Input): Paging {
  const perPage = readPerPage(input);
  const page = readPageNumber(textParam(input, 'page'));
  return { perPage, page, offset: Math.min((page - 1) * perPage, Number.MAX_SAFE_INTEGER) };
}

function readPerPage(input: Input): number {
  if (!('per_page' in input)) return DEFAULT_PAGE_SIZE;
  const number = Math.abs(leadingInteger(textParam(input, 'per_page') ?? ''));
  return number > 0 ? Math.min(number, MAX_PAGE_SIZE) : FALLBACK_PAGE_SIZE;
}

function readPageNumber(given: string | null): number {
  const page = Number(wholeNumber(given ?? '') ?? 1);
  return page >= 1 && Number.isSafeInteger(page) ? page : 1;
}

/** Value of `meta.pagination`. */
export interface Pagination {
  readonly total: number;
  readonly count: number;
  readonly per_page: number;
  readonly current_page: number;
  readonly total_pages: number;
  readonly links: readonly never[] | { readonly previous?: string; readonly next?: string };
}

/**
 * Describes a page.
 * @param total records of the whole list
 * @param count records on the page
 * @param url the list's absolute address with the query that was sent: the links keep its filters
 */
export function paginate(
  { perPage, page }: Paging,
  { total, count, url }: { total: number; count: number; url: string },
): Pagination {
  const pages = Math.max(1, Math.ceil(total / perPage));
  const links = {
    ...(page > 1 ? { previous: linkTo(url, page - 1) } : {}),
    ...(page < pages ? { next: linkTo(url, page + 1) } : {}),
  };
  return {
    total,
    count,
    per_page: perPage,
    current_page: page,
    total_pages: pages,
    links: Object.keys(links).length > 0 ? links : [],
  };
}

function linkTo(url: string, page: number): string {
  const cut = url.indexOf('?');
  const path = cut < 0 ? url : url.slice(0, cut);
  const query = cut < 0 ? '' : url.slice(cut + 1);
  const kept = query.split('&').filter((pair) => pair !== '' && !/^page(=|$)/.test(pair));
  return `${path}?${[...kept, `page=${page}`].join('&')}`;
}
