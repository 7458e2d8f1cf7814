import { mkdtemp } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from '../../src/db/sql.ts';
import { completeUploads, recordUpload } from '../../src/domain/documents/pending-uploads.ts';
import { cleanUpDocuments } from '../../src/domain/documents/store/cleanup.ts';
import { type Api, expect, test } from '../support/api.ts';
import { age, filesBelow, OwnedBook } from '../support/books/owned-book.ts';
import { newBook } from '../support/command.ts';
import { ownedFolder } from '../support/owned-folder.ts';
import { GatewayProcess } from '../support/process.ts';
import { uploadForm } from '../support/upload.ts';

/** Starting gateways and databases takes its time. */
const long = { timeout: 240_000 };

const DELETE = 'mutation ($id: ID!) { deleteDocument(id: $id) { userErrors { code } } }';

/** Creates a store in a new folder, with a function that begins an upload to it. */
async function newStore({ db, companyId }: Api) {
  const folder = await mkdtemp(join(tmpdir(), 'sweep-'));
  const files = await ownedFolder(db, folder);
  const [company] = await db.query<{ key: string }>(
    sql`select company_key as key from companies where id = ${companyId}`,
  );
  const key = `${company?.key}/documents`;
  const begin = async (hash: string, hoursAgo = 0) => {
    const id = await recordUpload({ db, files, companyId }, hash);
    await files.write(`${key}/${hash}`, Readable.from(['bytes']));
    await db.query(sql`
      update pending_uploads set started_at = now() - make_interval(hours => ${hoursAgo}) where id = ${id}`);
    return id;
  };
  return { folder, files, key, begin };
}

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 60 * 60 * 1000);

test('the cleanup removes the files of abandoned uploads, and no others', async ({ api }) => {
  const { folder, files, key, begin } = await newStore(api);
  await begin('old.txt', 3);
  await begin('new.txt');
  await begin('named.txt', 3);
  await api.has({ name: 'Ash', documents: [{ hash: 'named.txt' }] });
  await begin('twice.txt', 3);
  await begin('twice.txt');
  await files.write(`${key}/unrecorded.txt`, Readable.from(['bytes']));
  await files.write(`${key}/old.txt.1.part`, Readable.from(['half of i']));
  await files.write('README.txt', Readable.from(['Of somebody else.']));
  await age(folder, 3);
  await cleanUpDocuments(api.db, files, hoursAgo(2));
  expect(await filesBelow(folder)).toEqual(
    [
      `.quarantine/${key}/old.txt`,
      'README.txt',
      ...['named.txt', 'new.txt', 'twice.txt', 'unrecorded.txt'].map((hash) => `${key}/${hash}`),
    ].sort(),
  );
  expect(files.logged).toEqual(['moved to the quarantine: 1 file of uploads that were broken off']);
});

test('an upload that the cleanup has abandoned creates no document', async ({ api }) => {
  const { files, begin } = await newStore(api);
  const id = await begin('slow.txt', 3);
  await cleanUpDocuments(api.db, files, hoursAgo(2));
  await expect(api.db.transaction((tx) => completeUploads(tx, [id]))).rejects.toMatchObject({
    code: 'UPLOAD_BROKEN',
  });
});

test('upload records of another database are deleted, and their bytes stay', async ({ api }) => {
  const { folder, files, key, begin } = await newStore(api);
  const id = await begin('theirs.txt', 3);
  await api.db.query(sql`update pending_uploads set place = 'elsewhere' where id = ${id}`);
  await cleanUpDocuments(api.db, files, hoursAgo(2));
  expect(await filesBelow(folder)).toEqual([`${key}/theirs.txt`]);
  const left = await api.db.query(sql`select from pending_uploads where id = ${id}`);
  expect(left).toEqual([]);
});

test('bytes that could not be removed with their document are removed by the next cleanup', async ({
  api,
}) => {
  const { folder, files, key } = await newStore(api);
  await files.claim();
  await files.write(`${key}/gone.txt`, Readable.from(['bytes']));
  await api.db.query(sql`
    insert into removed_files (company_id, hash, reason) values
      (${api.companyId}, 'gone.txt', 'DELETED'), (${api.companyId}, 'never there.txt', 'DELETED')`);
  await cleanUpDocuments(api.db, files, hoursAgo(2));
  expect(await filesBelow(folder)).toEqual([`.quarantine/${key}/gone.txt`]);
  expect(files.logged).toEqual(['moved to the quarantine: 1 file of deleted documents']);
  const left = await api.db.query(
    sql`select from removed_files where company_id = ${api.companyId}`,
  );
  expect(left).toEqual([]);
});

test('files in the quarantine are erased after the configured days', long, async () => {
  const book = await OwnedBook.make({ DOCUMENT_QUARANTINE_DAYS: '2' });
  const { documentIds } = await book.upload('1.txt', '2.txt', '3.txt');
  await book.api.ask(DELETE, { id: documentIds[0] });
  await book.api.ask(DELETE, { id: documentIds[1] });
  await age(book.folder, 47);
  await book.cleanUp();
  expect(await filesBelow(join(book.folder, '.quarantine'))).toHaveLength(2);
  await age(book.folder, 49);
  await book.cleanUp();
  expect(await filesBelow(join(book.folder, '.quarantine'))).toEqual([]);
  expect(book.logged.at(-1)).toBe('erased from the quarantine: 2 files');
  expect(await book.downloads(documentIds)).toEqual([400, 400, 200]);
  await book.close();
});

test('without a quarantine, deleting a document erases its bytes', long, async () => {
  const book = await OwnedBook.make({ DOCUMENT_QUARANTINE_DAYS: '0' });
  const { documentIds } = await book.upload('1.txt', '2.txt');
  await book.api.ask(DELETE, { id: documentIds[0] });
  expect(await filesBelow(book.folder)).toHaveLength(1);
  // The cleanup at the start may have come first, and tells of it later than the deletion is answered.
  await book.close();
  expect(book.logged).toEqual(['erased: 1 file of deleted documents']);
});

test(
  'what an upload left behind whose process was killed goes at the next start',
  long,
  async () => {
    // On a server, other processes may be uploading, so a file is kept for twice the maximum time of an upload.
    const seconds = 1;
    const settings = await newBook();
    const folder = join(settings.DATA_DIR, 'documents');
    const killed = await GatewayProcess.start(settings);
    const [, token = ''] = /token +(\S+)/.exec(killed.said) ?? [];
    const made = await killed.ask(token, {
      query: 'mutation { upsertClient(input: { name: "Ash" }) { client { id } } }',
    });
    const bytes = 'a'.repeat(800_000);
    const form = uploadForm({ clientId: made.upsertClient.client.id }, [{ name: 'a.txt', bytes }]);
    const whole = new Response(form);
    const body = Buffer.from(await whole.arrayBuffer());
    const sending = request(`${killed.url}/graphql`, {
      method: 'POST',
      headers: {
        'x-api-token': token,
        'content-type': whole.headers.get('content-type') as string,
        'content-length': body.length,
      },
    }).on('error', () => {});
    sending.write(body.subarray(0, 600_000));
    await expect.poll(() => filesBelow(folder).catch(() => [])).toHaveLength(1);
    await killed.kill();
    expect(await filesBelow(folder)).toEqual([expect.stringMatching(/\.txt\..*\.part$/)]);
    if (process.env.DATABASE_URL) await pause(2 * seconds * 1000 + 500);
    const next = await GatewayProcess.start({ ...settings, UPLOAD_SECONDS: String(seconds) });
    await expect.poll(() => filesBelow(folder)).toEqual([]);
    await next.stop();
  },
);
