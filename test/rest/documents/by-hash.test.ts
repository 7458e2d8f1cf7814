import { sql } from '../../../src/db/sql.ts';
import { confirmed, file, form } from '../../support/v1/both-apis.ts';
import { expect, test, V1 } from '../../support/v1/v1.ts';

/** Creates a client with a document. */
async function document(v1: V1) {
  const [{ id }] = await v1.has({ name: 'Ash' });
  const { documents } = await v1.data(`PUT /clients/${id}/upload`, form(file));
  return documents[0] as { id: string; hash: string; link: string };
}

/** Asks outside `/api/v1`, without a token. */
const at = ({ api }: V1, path: string, init: RequestInit = {}) => fetch(`${api.url}${path}`, init);

test('a document is downloaded by its hash without a token', async ({ v1 }) => {
  const { hash } = await document(v1);
  const response = await at(v1, `/documents/${hash}`);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(file.bytes);
  const headers = Object.fromEntries(response.headers);
  expect(headers).toMatchObject({
    'content-type': 'image/png',
    'content-disposition': 'attachment; filename=a.png',
    'x-content-type-options': 'nosniff',
    'x-app-version': '5.10.17',
    'x-minimum-client-version': '5.0.16',
    'access-control-allow-origin': '*',
    'accept-ranges': 'bytes',
  });
});

test('a download by hash supports HEAD, ranges, ETags and a slash at the end', async ({ v1 }) => {
  const { hash } = await document(v1);
  const head = await at(v1, `/documents/${hash}/`, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
    200,
    String(file.bytes.length),
    '',
  ]);
  const etag = head.headers.get('etag') ?? '';
  const range = await at(v1, `/documents/${hash}`, { headers: { range: 'bytes=1-3' } });
  expect([range.status, await range.text()]).toEqual([206, 'PNG']);
  const known = await at(v1, `/documents/${hash}?a=b`, { headers: { 'if-none-match': etag } });
  expect(known.status).toBe(304);
});

test('every hash without a document gets the same 404', async ({ v1, other }) => {
  const [{ hash, id }, theirs] = [await document(v1), await document(new V1(other))];
  const gone = await document(v1);
  await v1.send(`DELETE /documents/${gone.id}`, {}, confirmed(v1.api));
  const empty = await document(v1);
  const { db, companyId } = v1.api;
  await db.query(sql`
    update documents set hash = 'none' || hash where company_id = ${companyId} and hash = ${empty.hash}`);
  await db.query(sql`
    update documents set hash = ${theirs.hash} where company_id = ${companyId} and hash = ${hash}`);
  const none = { message: 'There is no such document.' };
  for (const name of [
    gone.hash,
    `none${empty.hash}`,
    theirs.hash,
    hash,
    id,
    'x',
    'x%00',
    '%2e%2e%2fsecret',
    'h'.repeat(5000),
    '%ff',
  ]) {
    const response = await at(v1, `/documents/${name}`);
    expect([name, response.status, await response.json()]).toEqual([name, 404, none]);
    expect(response.headers.get('x-app-version')).toBe('5.10.17');
  }
});

test('a document of a deleted client is downloaded by its hash', async ({ v1 }) => {
  const { hash, link } = await document(v1);
  await v1.data(`DELETE ${link}`);
  expect((await at(v1, `/documents/${hash}`)).status).toBe(200);
  await v1.send(`POST ${link}/purge`, {}, confirmed(v1.api));
  expect((await at(v1, `/documents/${hash}`)).status).toBe(404);
});

test('the download path refuses other methods, with and without a token', async ({ v1 }) => {
  const { hash, id } = await document(v1);
  const none = { message: 'Method not supported for this route' };
  const token = { 'x-api-token': v1.api.token };
  const paths = [`/documents/${hash}`, '/documents/none', '/api/v1/documents/download/none'];
  for (const path of [...paths, '/api/v1/docs']) {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      for (const headers of [{}, token]) {
        const response = await at(v1, path, { method, headers });
        expect([path, method, response.status]).toEqual([path, method, 404]);
        expect(await response.json()).toEqual(none);
      }
    }
  }
  const options = await at(v1, `/documents/${hash}`, { method: 'OPTIONS' });
  expect(options.status).toBeLessThan(300);
  // A POST may name its method in the body, which is read only for those who have a token.
  const response = await at(v1, `/api/v1/documents/${id}`, { method: 'POST' });
  expect(response.status).toBe(403);
});
