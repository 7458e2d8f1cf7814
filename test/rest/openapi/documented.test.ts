import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { raw, sql } from '../../../src/db/sql.ts';
import { insertCompany } from '../../../src/domain/companies/create.ts';
import { Api } from '../../support/api.ts';
import { copyOfBook } from '../../support/books/book.ts';
import { importFiles } from '../../support/books/import.ts';
import { V1 } from '../../support/v1/v1.ts';

/**
 * The list of clients that v1's documentation describes, as v1 would print it: its keys in their order, its ids (391
 * and 392 of clients, 166 of their user, 7064 to 7066 of contacts, 2 of a document), its types and its blanks.
 */
const file = new URL('../../data/documented/clients.json', import.meta.url);

let v1: V1;
let documented: string;
let close = async () => {};

beforeAll(async () => {
  // No other record of this gateway has one of these ids, and nobody else looks at it.
  const book = await copyOfBook();
  const { api } = book;
  close = book.close;
  const company = { name: 'The company of the documentation', email: 'owner@documented.example' };
  const made = await api.db.transaction((tx) => insertCompany(tx, company, 'no password'));
  v1 = new V1(new Api(api.url, api.db, { ...made, password: '' }));
  documented = (await readFile(file, 'utf8')).replaceAll(
    String.raw`http:\/\/ninja.example`,
    api.url.replaceAll('/', '\\/'),
  );
  const { counts } = await importFiles(v1.api, { 'clients.json': documented });
  expect(counts).toMatchObject({ imported: 2, bad: 0 });
}, 120_000);

afterAll(async () => await close());

test("the list in v1's documentation is encoded byte for byte", async () => {
  const { text } = await v1.send('GET /clients');
  expect(text).toBe(documented);
});

const numbers: [type: string, id: string, number: number][] = [
  ['clients', 'OpnelpJeKB', 391],
  ['clients', 'wMvbmEAbYA', 392],
  ['contacts', 'YQdJqg9bOG', 7064],
  ['contacts', 'y1aKZjleQG', 7065],
  ['contacts', '9wdL8kpdjP', 7066],
  ['documents', 'Wpmbk5ezJn', 2],
  ['users', 'q9wdL84djP', 166],
];

test("the ids in v1's documentation decode to the numbers of the rows", async () => {
  const { db, companyId, ids } = v1.api;
  for (const [table, id, number] of numbers) {
    expect([id, ids.encode(number)]).toEqual([id, id]);
    const rows = await db.query(sql`
      select id from ${raw(table)} where company_id = ${companyId} and id = ${number}`);
    expect([table, id, rows]).toEqual([table, id, [{ id: number }]]);
  }
});

test('each documented record is returned alone as in the list, and can be sent back', async () => {
  const [client, deleted] = JSON.parse(documented).data;
  expect(await v1.data('GET /clients/OpnelpJeKB')).toEqual(client);
  expect(await v1.data('GET /clients/wMvbmEAbYA')).toEqual(deleted);
  expect(await v1.data('GET /documents/Wpmbk5ezJn')).toEqual(client.documents[0]);
  expect((await v1.send('GET /client_gateway_tokens/VolejRejNm')).body).toEqual({
    data: withoutMeta(client.gateway_tokens[0]),
    meta: client.gateway_tokens[0].meta,
  });
  expect(await v1.data('PUT /clients/OpnelpJeKB', client)).toEqual(client);
  expect((await v1.send('GET /clients')).text).toBe(documented);
});

const withoutMeta = ({ meta: _, ...token }: Record<string, unknown>) => token;
