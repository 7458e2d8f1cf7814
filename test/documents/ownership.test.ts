import { randomUUID } from 'node:crypto';
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { age, filesBelow, OwnedBook, type Uploads } from '../support/books/owned-book.ts';
import { type BucketServer, startBucket } from '../support/bucket.ts';
import { type BookSettings, run } from '../support/command.ts';

/** Starting gateways and databases takes its time. */
const long = { timeout: 240_000 };

let server: BucketServer;
beforeAll(async () => {
  server = await startBucket();
});
afterAll(async () => {
  await server.close();
});

const bucketAddress = () => {
  const { bucket, endpoint } = server.settings();
  return `s3://${bucket}/${randomUUID()}?endpoint=${endpoint}`;
};

const stores: Record<string, () => Record<string, string>> = {
  folder: () => ({}),
  bucket: () => ({ DOCUMENT_STORE: bucketAddress() }),
};

const DELETE = 'mutation ($id: ID!) { deleteDocument(id: $id) { userErrors { code } } }';
const PURGE = 'mutation ($id: ID!) { purgeClient(id: $id) { userErrors { code } } }';

const confirmed = ({ api }: OwnedBook) => ({ 'x-api-password': api.password });
const deleteDocument = ({ api }: OwnedBook, id: string | undefined) => api.ask(DELETE, { id });
const purge = (book: OwnedBook, { clientId }: Uploads) =>
  book.api.ask(PURGE, { id: clientId }, confirmed(book));
const bulkDelete = (book: OwnedBook, ids: readonly string[]) =>
  book.api.fetch('/api/v1/documents/bulk', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...confirmed(book) },
    body: JSON.stringify({ action: 'delete', ids }),
  });

const store = (book: OwnedBook, ...args: string[]) =>
  run('store', args, book.settings as unknown as BookSettings);

describe.for(Object.keys(stores))('on one store in a %s', (kind) => {
  test('a gateway on a copy of the database removes no bytes of the original', long, async () => {
    const live = await OwnedBook.make(stores[kind]?.());
    const before = await live.upload('1.txt', '2.txt', '3.txt');
    const purged = await live.upload('4.txt');
    const copy = await live.copy();
    await live.open();
    const after = await live.upload('5.txt', '6.txt', '7.txt', '8.txt', '9.txt');
    if (kind === 'folder') await age(live.folder, 3);

    await copy.open();
    const [first, second, third] = before.documentIds as [string, string, string];
    await deleteDocument(copy, first);
    expect((await bulkDelete(copy, [second])).status).toBe(200);
    await purge(copy, purged);
    expect(await copy.downloads([first, second, third])).toEqual([400, 400, 200]);
    const own = await copy.upload('a.txt', 'a.txt');
    expect(own.documentIds).toHaveLength(2);
    await copy.cleanUp();
    await copy.close();

    const all = [...before.documentIds, ...purged.documentIds, ...after.documentIds];
    expect(await live.downloads(all)).toEqual(all.map(() => 200));
    expect(copy.logged.join('\n')).toMatch(
      /1 file of no document stay.*the store belongs to the database .* npm run store -- adopt/,
    );
    expect(live.logged).toEqual([]);
    await deleteDocument(live, first);
    expect(live.logged).toEqual(['moved to the quarantine: 1 file of deleted documents']);
    await live.close();
  });
});

test('adopting moves the right to remove bytes to another database', long, async () => {
  const live = await OwnedBook.make();
  const { documentIds } = await live.upload('1.txt', '2.txt', '3.txt');
  const [first, second, third] = documentIds as [string, string, string];
  const copy = await live.copy();
  await copy.open();
  await deleteDocument(copy, first);
  expect(await copy.recorded()).toEqual({ uploads: 0, removed: 1 });
  await copy.close();

  const status = JSON.parse((await store(copy, 'status', '--json')).stdout);
  expect(status).toMatchObject({ isOwner: false, removedFiles: 1, quarantinedFiles: 0 });
  expect(status.owner).toMatchObject({ id: status.database.id });
  expect(status.owner.place).not.toBe(status.database.place);
  const adopted = await store(copy, 'adopt');
  expect(adopted.stdout).toMatch(/^This database owns the store .*\nIt was owned by /);
  expect((await store(copy, 'adopt')).stdout).toBe('This database owns the store already.\n');
  expect(JSON.parse((await store(copy, 'status', '--json')).stdout).isOwner).toBe(true);

  await copy.open();
  await copy.cleanUp();
  expect(await copy.recorded()).toEqual({ uploads: 0, removed: 0 });
  await deleteDocument(copy, second);
  await live.open();
  await deleteDocument(live, third);
  expect(live.logged).toContainEqual(expect.stringMatching(/^1 file of no document stay/));
  expect(await copy.downloads([third])).toEqual([200]);
  expect(await filesBelow(join(live.folder, '.quarantine'))).toHaveLength(2);
  await Promise.all([live.close(), copy.close()]);
});

test(
  'an adopted store gives back what it has in the quarantine of its documents',
  long,
  async () => {
    const live = await OwnedBook.make();
    const { documentIds } = await live.upload('1.txt', '2.txt');
    const backup = await live.copy();
    await live.open();
    await deleteDocument(live, documentIds[0]);
    await live.close();
    await store(backup, 'adopt');
    await backup.open();
    await backup.cleanUp();
    expect(await backup.downloads(documentIds)).toEqual([200, 200]);
    await backup.close();
  },
);

test('after an upgrade a store with files has no owner until it is adopted', long, async () => {
  const book = await OwnedBook.make();
  const { documentIds } = await book.upload('1.txt', '2.txt');
  await book.close();
  await rm(join(book.folder, '.owner.json'));
  await book.open();
  await deleteDocument(book, documentIds[0]);
  await book.close();
  expect(book.logged).toHaveLength(2);
  for (const line of book.logged) {
    expect(line).toMatch(/the store has files, and no database owns it.*npm run store -- adopt$/);
  }
  const words = (await store(book, 'status')).stdout;
  expect(words).toMatch(/^owner +nobody: no bytes are removed$/m);
  expect(words).toMatch(/^to be removed +1$/m);
  expect(JSON.parse((await store(book, 'adopt', '--json')).stdout)).toEqual({
    isOwner: true,
    wasOwner: false,
    previous: null,
  });
  await book.open();
  await book.cleanUp();
  expect(await filesBelow(join(book.folder, '.quarantine'))).toHaveLength(1);
  expect(await book.downloads(documentIds)).toEqual([400, 200]);
  await book.close();
});

test('a store with an unreadable owner mark has no owner', long, async () => {
  const book = await OwnedBook.make();
  const { documentIds } = await book.upload('1.txt');
  await writeFile(join(book.folder, '.owner.json'), '{}');
  await deleteDocument(book, documentIds[0]);
  expect(book.logged.join()).toMatch(/the owner mark of the store cannot be read/);
  expect(await filesBelow(book.folder)).toHaveLength(1);
  await book.close();
});

test.skipIf(!process.env.DATABASE_URL)(
  'two gateways of one database own its store together',
  long,
  async () => {
    const first = await OwnedBook.make();
    const { documentIds } = await first.upload('1.txt', '2.txt');
    const second = new OwnedBook(first.settings);
    await second.open();
    await deleteDocument(first, documentIds[0]);
    await second.upload('3.txt');
    await first.close();
    await second.cleanUp();
    expect([...first.logged, ...second.logged]).toEqual([
      'moved to the quarantine: 1 file of deleted documents',
    ]);
    await second.close();
  },
);

test.skipIf(Boolean(process.env.DATABASE_URL))(
  'a data folder that is moved as a whole still owns its documents',
  long,
  async () => {
    const book = await OwnedBook.make();
    const { documentIds } = await book.upload('1.txt');
    const moved = await book.copy();
    await rm(moved.folder);
    await cp(book.folder, moved.folder, { recursive: true });
    await moved.open();
    await deleteDocument(moved, documentIds[0]);
    // The cleanup at the start may have come first, and tells of it later than the deletion is answered.
    await moved.close();
    expect(moved.logged).toEqual(['moved to the quarantine: 1 file of deleted documents']);
  },
);

test('the store command refuses unknown arguments', long, async () => {
  const book = await OwnedBook.make();
  await book.close();
  for (const args of [[], ['give'], ['adopt', 'more'], ['status', '--all']]) {
    expect(await store(book, ...args)).toMatchObject({ code: 2, stdout: '' });
  }
});
