import { existsSync, readFileSync } from 'node:fs';

/** A page of the documentation. */
export interface Topic {
  /** Name of its file: `reading.md`. */
  readonly file: string;
  readonly title: string;
  /** Subject of the page, in a few words. */
  readonly about: string;
}

/** Pages for users and operators, in the order of the overview. */
const TOPICS: readonly Topic[] = [
  ['reading', 'Read', 'lists, filters, sorting, paging, search, sums'],
  ['writing', 'Write', 'create and change clients; versions, retries, dry runs'],
  ['lifecycle', 'Lifecycle', 'archive, restore, delete, many at once, purge'],
  ['files', 'Files', 'upload and download documents'],
  ['merging', 'Merge', 'find duplicates, merge clients'],
  ['ledger', 'Ledger', 'post invoices and payments'],
  ['changes', 'Changes', 'follow what changes: pages and a stream'],
  ['rest', 'REST', 'the v1 routes, and their differences from Invoice Ninja'],
  ['parity', 'Parity', 'each v1 route and its counterpart in GraphQL'],
  ['import', 'Import', 'import a book of Invoice Ninja'],
].map(([name = '', title = '', about = '']) => ({ file: `${name}.md`, title, about }));

const fileUrl = (file: string): URL => new URL(`../../../docs/${file}`, import.meta.url);

/** The topics whose pages are installed. */
export const topics = TOPICS.filter(({ file }) => existsSync(fileUrl(file)));

/** Returns the Markdown of a topic. */
export const markdownOf = ({ file }: Topic): string => readFileSync(fileUrl(file), 'utf8');

/** Returns whether a link leads to a file that is in the repository but not served. */
export const isNotServed = (link: string): boolean =>
  !/^(#|https?:)/.test(link) && !topics.some(({ file }) => file === link.split('#', 1)[0]);
