import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { bookFolder, importedBook } from '../support/books/book.ts';
import { V1 } from '../support/v1/v1.ts';

let v1: V1;

beforeAll(async () => {
  v1 = new V1((await importedBook()).api);
}, 120_000);

/** Where the original answered. */
const ORIGINAL = 'http://127.0.0.1:8099';

interface Page {
  readonly data: readonly Record<string, unknown>[];
  readonly meta: { readonly pagination: object };
}

/** Reads a page of Invoice Ninja, with our address in its links. */
async function originalPage(page: number): Promise<Page> {
  const text = await readFile(join(bookFolder, `clients-page-${page}.json`), 'utf8');
  return JSON.parse(text.replaceAll(ORIGINAL.replaceAll('/', '\\/'), v1.api.url));
}

/**
 * Returns a client without differences that an import cannot avoid: the ledger, the order of contacts of the same second,
 * and the blank that Invoice Ninja keeps for an absent address.
 */
const comparable = ({ ledger: _, contacts, ...client }: Record<string, unknown>) => ({
  ...client,
  display_name: client.display_name === ' ' ? '' : client.display_name,
  contacts: [...(contacts as { id: string; email: string }[])]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((contact) => ({ ...contact, email: contact.email.trim() })),
});

test.for([1, 2, 3, 4, 5, 6, 7])(
  'page %i of a real book is as the original gave it',
  async (page) => {
    const original = await originalPage(page);
    const { body, text } = await v1.send(
      `GET /clients?per_page=100&page=${page}&include=gateway_tokens,ledger,documents`,
    );
    expect(body.data.map(comparable)).toEqual(original.data.map(comparable));
    expect(Object.keys(body.data[0])).toEqual(Object.keys(original.data[0] as object));
    expect({ ...body.meta.pagination, links: 0 }).toEqual({
      ...original.meta.pagination,
      links: 0,
    });
    expect(text.startsWith('{\n    "data": [\n        {\n            "id": "')).toBe(true);
  },
);

test('every client of an imported book is returned alone as in the list', async () => {
  const { data } = await originalPage(1);
  for (const client of data.slice(0, 10)) {
    const shown = await v1.data(`GET /clients/${client.id}`);
    expect(comparable(shown)).toEqual(comparable(client));
  }
});
