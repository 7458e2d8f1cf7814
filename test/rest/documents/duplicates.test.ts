import { storedFiles, upload } from '../../support/upload.ts';
import { form } from '../../support/v1/both-apis.ts';
import { expect, test, type V1 } from '../../support/v1/v1.ts';

const offer = { name: 'offer.txt', bytes: Buffer.from('the same bytes') };

const names = async (v1: V1, id: string): Promise<string[]> =>
  (await v1.data(`GET /clients/${id}`)).documents.map(({ name }: { name: string }) => name);

test('two uploads of equal bytes create two documents with separate bytes', async ({ v1 }) => {
  const [{ id }] = await v1.has({ name: 'Ash' });
  await v1.data(`PUT /clients/${id}/upload`, form(offer));
  const { documents } = await v1.data(`PUT /clients/${id}/upload`, form(offer));
  expect(await names(v1, id)).toEqual(['offer.txt', 'offer.txt']);
  expect(documents[0].hash).not.toBe(documents[1].hash);
  expect(await storedFiles(v1.api)).toHaveLength(2);
  const password = { 'x-api-password': v1.api.password };
  await v1.send(`DELETE /documents/${documents[0].id}`, {}, password);
  const { status, text } = await v1.send(`GET /documents/${documents[1].id}/download`);
  expect([status, text]).toEqual([200, 'the same bytes']);
});

test('two files of equal bytes in one upload create two documents', async ({ v1 }) => {
  const [{ id }] = await v1.has({ name: 'Ash' });
  await v1.data(`PUT /clients/${id}/upload`, form(offer, { ...offer, name: 'copy.txt' }));
  expect(await names(v1, id)).toEqual(['offer.txt', 'copy.txt']);
});

test('an upload repeated with its idempotency key stores its files once', async ({ v1 }) => {
  const [{ id }] = await v1.has({ name: 'Ash' });
  const key = { 'idempotency-key': 'offer-7' };
  await v1.data(`PUT /clients/${id}/upload`, form(offer, offer), key);
  await v1.data(`PUT /clients/${id}/upload`, form(offer, offer), key);
  expect(await names(v1, id)).toHaveLength(2);
  expect(await storedFiles(v1.api)).toHaveLength(2);
});

test('GraphQL recognizes bytes that v1 has stored twice', async ({ v1 }) => {
  const [{ id }] = await v1.has({ name: 'Ash' });
  await v1.data(`PUT /clients/${id}/upload`, form(offer, offer));
  const { results } = await upload(v1.api, { clientId: id }, offer);
  expect(results[0].outcome).toBe('RECOGNISED');
  const { documents } = await v1.data(`GET /clients/${id}`);
  expect(results[0].document.id).toContain(documents[0].id);
  expect(documents).toHaveLength(2);
});
