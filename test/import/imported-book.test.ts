import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { sql } from '../../src/db/sql.ts';
import { IdCodec } from '../../src/domain/core/ids.ts';
import { bookFolder, type ImportedBook, importedBook } from '../support/books/book.ts';

let book: ImportedBook;

beforeAll(async () => {
  book = await importedBook();
}, 120_000);

/** A slow machine sees some. */
const NOTHING_BUT_PROGRESS = /^((looking for ids: \d+%|\d+% read, \d+ records)\n)*$/;

type V1Record = Readonly<Record<string, unknown>> & { readonly id: string };

/** The records of the book's files, by id. */
const records = new Map(
  readdirSync(bookFolder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name): V1Record[] => JSON.parse(readFileSync(join(bookFolder, name), 'utf8')).data)
    .map((record) => [record.id, record]),
);

test('the complete book is imported into a new demo company', () => {
  const [{ code, stdout, stderr }] = book.imports;
  expect(stderr).toMatch(NOTHING_BUT_PROGRESS);
  expect(code).toBe(0);
  expect(stdout).toMatch(/DEMO company was created\. This is shown once:\n {2}token {5}\w{64}\n/);
  expect(stdout).toContain(`Imported into Demo Company:
  605 imported, with 1196 contacts, 115 documents and 50 gateway tokens
  0 unchanged
  0 kept as they are here, though the file has them differently
  0 left out, since they were purged here
  0 bad
`);
});

test('a second import changes nothing and creates no demo company', () => {
  const [, { code, stdout, stderr }] = book.imports;
  expect(stderr).toMatch(NOTHING_BUT_PROGRESS);
  expect(code).toBe(0);
  expect(stdout).toBe(`Imported into Demo Company:
  0 imported, with 0 contacts, 0 documents and 0 gateway tokens
  605 unchanged
  0 kept as they are here, though the file has them differently
  0 left out, since they were purged here
  0 bad
`);
});

test('clients have their states', async () => {
  const counts = await book.api.ask(`{
    active: clients { totalCount }
    archived: clients(status: [ARCHIVED]) { totalCount }
    deleted: clients(status: [DELETED]) { totalCount }
    all: clients(status: [ACTIVE, ARCHIVED, DELETED]) { totalCount }
  }`);
  expect(counts).toEqual({
    active: { totalCount: 524 },
    archived: { totalCount: 41 },
    deleted: { totalCount: 40 },
    all: { totalCount: 605 },
  });
});

test('every reference id of the book has its name', async () => {
  const named = {
    country: 'countryId',
    currency: 'currencyId',
    industry: 'industryId',
    size: 'sizeId',
  };
  const parts = Object.entries(named).map(([part, number]) => `${number} ${part} { name }`);
  const { clients } = await book.api.ask(
    `{ clients(first: 500, status: [ACTIVE, ARCHIVED, DELETED]) { nodes { ${parts.join(' ')} } } }`,
  );
  for (const [part, number] of Object.entries(named)) {
    const numbered = clients.nodes.filter((client: V1Record) => client[number] !== null);
    expect(numbered.length).toBeGreaterThan(100);
    expect(numbered.filter((client: V1Record) => client[part] === null)).toEqual([]);
  }
});

test('amounts are exact and equal the sums of the ledger', async () => {
  const { db } = book.api;
  const [amounts] = await db.query(sql`
    select trim_scale(sum(balance)) balance, trim_scale(sum(paid_to_date)) paid, trim_scale(sum(credit_balance)) credit
    from clients`);
  expect(amounts).toEqual({ balance: '6279601.2', paid: '9910638.97', credit: '8832' });
  const wrong = await db.query(sql`
    select c.id from clients c left join ledger_entries l on l.client_id = c.id group by c.id
    having c.balance <> coalesce(sum(l.amount) filter (where l.kind in ('INVOICE', 'ADJUSTMENT')), 0)
        - coalesce(sum(l.amount) filter (where l.kind = 'PAYMENT'), 0)
      or c.paid_to_date <> coalesce(sum(l.amount) filter (where l.kind = 'PAYMENT'), 0)
      or c.credit_balance <> coalesce(sum(l.amount) filter (where l.kind = 'CREDIT'), 0)`);
  expect(wrong).toEqual([]);
});

test('documents have their bytes', async () => {
  const documents = await book.api.db.query<{
    hash: string;
    sha256: string;
    size: number;
    key: string;
  }>(sql`
    select d.hash, d.sha256, d.size, c.company_key as key from documents d join companies c on c.id = d.company_id`);
  expect(documents).toHaveLength(115);
  for (const { hash, sha256, size, key } of documents) {
    const bytes = await readFile(join(bookFolder, 'documents', hash));
    expect({ size, sha256 }).toEqual({
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    const stored = await readFile(join(book.dataDir, 'documents', key, 'documents', hash));
    expect(stored.equals(bytes)).toBe(true);
  }
});

interface Contact {
  readonly id: string;
  readonly is_primary: boolean;
}

const ids = new IdCodec();
const number = ({ id }: Contact) => ids.decode('Contact', id);

/**
 * Returns a v1 record without the parts that depend on the server: contacts are in v1's documented order, and the
 * e-mail address of v1's placeholder contact is empty instead of blank.
 */
function portable(record: V1Record): unknown {
  const contacts = (record.contacts as Contact[]).toSorted(
    (a, b) => Number(b.is_primary) - Number(a.is_primary) || number(a) - number(b),
  );
  const foreign = new Set(['url', 'link', 'ledger']);
  const text = JSON.stringify({ ...record, contacts }, (key, value) =>
    foreign.has(key) ? undefined : value === ' ' ? '' : value,
  );
  return JSON.parse(text);
}

test('v1 returns every record as the file has it', async () => {
  const response = await book.api.fetch('/api/v1/clients?per_page=5000');
  const { data } = (await response.json()) as { data: V1Record[] };
  expect(data).toHaveLength(605);
  for (const record of data) {
    expect(portable(record)).toEqual(portable(records.get(record.id) as V1Record));
  }
});
