import { existsSync } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { sql } from '../../../src/db/sql.ts';
import { IdCodec } from '../../../src/domain/core/ids.ts';
import { UniqueNames } from '../../../src/rest/routes/zip.ts';
import { confirmed, form } from '../../support/v1/both-apis.ts';
import { expect, test, V1 } from '../../support/v1/v1.ts';
import { readZip } from '../../support/zip.ts';

const file = (name: string, text: string) => ({ name, bytes: Buffer.from(text) });

/** Creates a client with files. Returns the ids of its documents. */
async function withFiles(v1: V1, ...files: ReturnType<typeof file>[]): Promise<string[]> {
  const [{ id }] = await v1.has({ name: 'Ash' });
  const { documents } = await v1.data(`PUT /clients/${id}/upload`, form(...files));
  return documents.map((document: { id: string }) => document.id);
}

const ask = (v1: V1, ids: unknown) => v1.send('POST /documents/bulk', { action: 'download', ids });

/** Downloads the zip of a bulk request without a token, and returns its entries. */
async function zipAt(url: string) {
  const response = await fetch(url);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
  const zip = readZip(Buffer.from(await response.arrayBuffer()));
  return zip.map(({ name, bytes }) => [name, bytes.toString()]);
}

test('the bulk action download gives a URL of a zip that needs no token', async ({ v1 }) => {
  const ids = await withFiles(v1, file('a.txt', 'one'), file('ä.txt', 'two'), file('c.txt', 'no'));
  const { status, body } = await ask(v1, ids.slice(0, 2));
  expect([status, body]).toEqual([
    200,
    {
      message: 'The zip can be downloaded from the url for 15 minutes.',
      url: expect.stringMatching(/\/api\/v1\/documents\/download\/[A-Za-z0-9]{40}$/),
    },
  ]);
  expect(await zipAt(body.url)).toEqual([
    ['a.txt', 'one'],
    ['ä.txt', 'two'],
  ]);
  // A download that broke off can be begun anew.
  expect(await zipAt(body.url)).toHaveLength(2);
  const head = await fetch(body.url, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(head.headers.get('content-disposition')).toBe('attachment; filename=documents.zip');
  expect(head.headers.get('x-app-version')).toBe('5.10.17');
});

test('a download that is repeated under one key gets a new address, and both lead to the zip', async ({
  v1,
}) => {
  const ids = await withFiles(v1, file('a.txt', 'one'));
  const urls: string[] = [];
  for (const _time of ['once', 'again']) {
    const sent = { action: 'download', ids };
    const { status, body } = await v1.send('POST /documents/bulk', sent, {
      'idempotency-key': 'k',
    });
    expect(status).toBe(200);
    urls.push(body.url);
  }
  expect(new Set(urls).size).toBe(2);
  for (const url of urls) expect(await zipAt(url)).toEqual([['a.txt', 'one']]);
});

test('files with equal names get numbers in a zip', async ({ v1 }) => {
  const ids = await withFiles(
    v1,
    ...['offer.txt', 'Offer.txt', 'offer (2).txt', 'offer.txt', 'notes'].map((name) =>
      file(name, name),
    ),
  );
  const { body } = await ask(v1, ids);
  const names = (await zipAt(body.url)).map(([name]) => name);
  expect(new Set(names.map((name) => name?.toLowerCase())).size).toBe(5);
  expect(names.slice(0, 2)).toEqual(['offer.txt', 'Offer (2).txt']);
});

test('a zip never has two files of one name', () => {
  const names = new UniqueNames();
  const given = ['a.b', 'a.b', 'A.B', 'a (2).b', '.env', '.env', 'é', 'e\u0301'].map((name) =>
    names.take(name),
  );
  expect(given).toEqual([
    'a.b',
    'a (2).b',
    'A (3).B',
    'a (2) (2).b',
    '.env',
    '.env (2)',
    'é',
    'e\u0301 (2)',
  ]);
});

test('a zip ignores ids that are not documents of the company', async ({ v1, other }) => {
  const [theirs] = await withFiles(new V1(other), file('theirs.txt', 'secret'));
  const [ours] = await withFiles(v1, file('ours.txt', 'ours'));
  const { body } = await ask(v1, [theirs, 'nonsense', 7, ours, 'nelXQAALge', ours, null]);
  expect(await zipAt(body.url)).toEqual([['ours.txt', 'ours']]);
  expect(await zipAt((await ask(v1, [theirs])).body.url)).toEqual([]);
});

test('a zip leaves out deleted documents and those without bytes', async ({ v1 }) => {
  const ids = await withFiles(v1, ...['a', 'b', 'c'].map((name) => file(`${name}.txt`, name)));
  const { body } = await ask(v1, ids);
  await v1.send(`DELETE /documents/${ids[0]}`, {}, confirmed(v1.api));
  await v1.api.db.query(sql`
    update documents set hash = 'gone.txt' where company_id = ${v1.api.companyId} and name = 'b.txt'`);
  expect(await zipAt(body.url)).toEqual([['c.txt', 'c']]);
});

test('the URL of a zip expires, ends with its token, and cannot be guessed', async ({ v1 }) => {
  const ids = await withFiles(v1, file('a.txt', 'one'));
  const statusOf = async (url: string) => (await fetch(url)).status;
  const { url: first } = (await ask(v1, ids)).body;
  const { url: second } = (await ask(v1, ids)).body;
  expect(await statusOf(`${second.slice(0, -1)}-`)).toBe(404);
  const { companyId, db } = v1.api;
  const secrets = await db.query<{ secret: string }>(sql`
    select secret_hash as secret from zip_links where company_id = ${companyId}`);
  for (const { secret } of secrets) expect(first + second).not.toContain(secret);
  await db.query(sql`
    update zip_links set expires_at = now() - interval '1 second'
    where company_id = ${companyId}
      and expires_at = (select min(expires_at) from zip_links where company_id = ${companyId})`);
  expect([await statusOf(first), await statusOf(second)]).toEqual([404, 200]);
  await db.query(sql`update api_tokens set revoked_at = now() where company_id = ${companyId}`);
  expect(await statusOf(second)).toBe(404);
});

test('a zip without ids, or of too many, is refused with 422', async ({ v1 }) => {
  for (const ids of [undefined, null, [], 'x']) {
    const { status, body } = await ask(v1, ids);
    expect([ids, status, Object.keys(body.errors)]).toEqual([ids, 422, ['ids']]);
  }
  const codec = new IdCodec();
  const many = Array.from({ length: 10_001 }, (_, i) => codec.encode(i + 1));
  const { status, body } = await ask(v1, many);
  expect([status, Object.keys(body.errors)]).toEqual([422, ['ids']]);
});

test.skipIf(!existsSync('/proc/self/fd'))(
  'no file stays open for a caller who leaves in the middle of a zip',
  async ({ v1 }) => {
    const big = 'x'.repeat(900_000);
    const ids = await withFiles(
      v1,
      ...['a', 'b', 'c'].map((name) => file(`${name}.txt`, name + big)),
    );
    const { body } = await ask(v1, ids);
    const leaving = new AbortController();
    const response = await fetch(body.url, { signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
    await expect.poll(openDocuments).toEqual([]);
  },
);

/** Returns the open files of documents of this process, in which the gateway runs. */
async function openDocuments(): Promise<string[]> {
  const numbers = await readdir('/proc/self/fd');
  const paths = await Promise.all(
    numbers.map((number) => readlink(`/proc/self/fd/${number}`).catch(() => '')),
  );
  return paths.filter((path) => path.includes('/documents/'));
}
