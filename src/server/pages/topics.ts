import { existsSync, readFileSync } from 'node:fs';

/** A page of the documentation. */
export interface Topic {
  /** Name of its file: `reading.md`. */
  readonly file: string;
  readonly title: string;
  /** Subject of the page, in a few words. */
  readonly about: string;
}

/** The pages for those who use or run a gateway, in the order in which they are needed. */
const TOPICS: readonly Topic[] = [
  ['reading', 'Read', 'lists, filters, sorting, paging, search, sums'],
  ['writing', 'Write', 'create and change clients; versions, retries, dry runs'],
  ['lifecycle', 'Lifecycle', 'archive, restore, delete, many at once, purge'],
  ['files', 'Files', 'upload and download documents'],
  ['merging', 'Merge', 'find duplicates, merge clients'],
  ['ledger', 'Ledger', 'post invoices and payments'],
  ['changes', 'Changes', 'follow what changes: pages and a stream'],
  ['rest', 'REST', 'the v1 routes: what is as it always was, and what is not'],
  ['parity', 'Parity', 'each v1 route and its GraphQL twin'],
  ['import', 'Import', 'bring a client book'],
].map(([name = '', title = '', about = '']) => ({ file: `${name}.md`, title, about }));

const addressOf = (file: string): URL => new URL(`../../../docs/${file}`, import.meta.url);

/** The topics whose pages are installed. */
export const topics = TOPICS.filter(({ file }) => existsSync(addressOf(file)));

/** Returns the text of a topic's page, in Markdown. */
export const textOf = ({ file }: Topic): string => readFileSync(addressOf(file), 'utf8');

/** Returns whether a link of a page leads to nothing here: to what is only beside the code. */
export const isNotServed = (link: string): boolean =>
  !/^(#|https?:)/.test(link) && !topics.some(({ file }) => file === link.split('#', 1)[0]);
