import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { DeleteBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../src/domain/documents/store/open-store.ts';
import { s3Store } from '../../src/domain/documents/store/s3-store.ts';
import {
  type DocumentStore,
  nameParts,
  storeName,
} from '../../src/domain/documents/store/store.ts';
import { type BucketServer, startBucket } from '../support/bucket.ts';

const MEGABYTE = 1024 * 1024;
let server: BucketServer;
beforeAll(async () => {
  server = await startBucket();
});
afterAll(async () => {
  await server.close();
});

const newFolder = () => mkdtemp(join(tmpdir(), 'document-store-'));

const stores: Record<string, () => Promise<DocumentStore>> = {
  folder: async () => openStore({ folder: await newFolder() }),
  bucket: async () => openStore(server.settings(`${randomUUID()}/`)),
};

async function* broken(megabytes: number) {
  for (let i = 0; i < megabytes; i++) yield Buffer.alloc(MEGABYTE, i);
  throw new Error('The line went dead.');
}

async function namesIn(store: DocumentStore, prefix = ''): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of store.list(prefix)) names.push(name);
  return names.sort();
}

describe.for(Object.keys(stores))('a store in a %s', (kind) => {
  const open = stores[kind] as () => Promise<DocumentStore>;

  test('returns written bytes, all or a range', async () => {
    const store = await open();
    await store.write(
      'key/documents/a.txt',
      Readable.from([Buffer.from('0123'), Buffer.from('456')]),
    );
    const read = async (range?: { start: number; end: number }) => {
      const bytes = await store.read('key/documents/a.txt', range);
      return bytes && (await text(bytes));
    };
    expect(await store.size('key/documents/a.txt')).toBe(7);
    expect(await read()).toBe('0123456');
    expect(await read({ start: 0, end: 0 })).toBe('0');
    expect(await read({ start: 2, end: 4 })).toBe('234');
    expect(await read({ start: 6, end: 6 })).toBe('6');
  });

  test('stores a complete file when two writers write it at once', async () => {
    const store = await open();
    const slowly = async function* (letter: string) {
      for (let i = 0; i < 20; i++) {
        yield Buffer.alloc(1000, letter);
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const write = (letter: string) =>
      store.write('key/documents/a.txt', Readable.from(slowly(letter)));
    await Promise.all([write('a'), write('b')]);
    const bytes = await store.read('key/documents/a.txt');
    expect(bytes && (await text(bytes))).toMatch(/^(a{20000}|b{20000})$/);
    expect(await namesIn(store)).toEqual(['key/documents/a.txt']);
  });

  test('lists all of many files', async () => {
    const store = await open();
    const names = Array.from({ length: 70 }, (_, i) => `key/documents/${100 + i}.txt`);
    await Promise.all(names.map((name) => store.write(name, Readable.from(['bytes']))));
    expect(await namesIn(store)).toEqual(names);
  });

  test('keeps files that are longer than one part of an upload', async () => {
    const store = await open();
    const bytes = Buffer.alloc(11 * MEGABYTE, 'abcdefg');
    await store.write(
      'key/documents/long.txt',
      Readable.from([bytes.subarray(0, 100), bytes.subarray(100)]),
    );
    expect(await store.size('key/documents/long.txt')).toBe(bytes.length);
    const read = await store.read('key/documents/long.txt');
    expect(read && bytes.equals(await buffer(read))).toBe(true);
  });

  test('returns null for an unknown name', async () => {
    const store = await open();
    expect(await store.size('key/documents/none.txt')).toBeNull();
    expect(await store.read('key/documents/none.txt')).toBeNull();
    await store.remove('key/documents/none.txt');
    await store.removeUnfinished('key/documents/none.txt');
    expect(await store.move('key/documents/none.txt', 'key/documents/other.txt')).toBe(false);
    expect(await namesIn(store)).toEqual([]);
  });

  test.for([0, 1, 11])('stores nothing of a stream that fails after %d MB', async (megabytes) => {
    const store = await open();
    const write = store.write('key/documents/b.txt', Readable.from(broken(megabytes)));
    await expect(write).rejects.toThrow('The line went dead.');
    expect(await store.size('key/documents/b.txt')).toBeNull();
    expect(await namesIn(store)).toEqual([]);
  });

  test('removes one file and keeps the others', async () => {
    const store = await open();
    for (const name of ['one/documents/a', 'one/documents/b', 'two/documents/a']) {
      await store.write(name, Readable.from([Buffer.from(name)]));
    }
    await store.remove('one/documents/a');
    expect(await namesIn(store)).toEqual(['one/documents/b', 'two/documents/a']);
    expect(await namesIn(store, 'one/')).toEqual(['one/documents/b']);
  });

  test('moves a file over another, with a new time of writing', async () => {
    const store = await open();
    const before = Date.now() - 1000;
    await store.write('one/documents/ä b+c', Readable.from([Buffer.from('moved')]));
    await store.write('.old/one/documents/ä b+c', Readable.from([Buffer.from('older')]));
    expect(await store.move('one/documents/ä b+c', '.old/one/documents/ä b+c')).toBe(true);
    expect(await namesIn(store)).toEqual(['.old/one/documents/ä b+c']);
    const bytes = await store.read('.old/one/documents/ä b+c');
    expect(bytes && (await text(bytes))).toBe('moved');
    for await (const { writtenAt } of store.list('.old/')) {
      expect(writtenAt.getTime()).toBeGreaterThanOrEqual(before);
    }
  });

  test('creates a text only under an unused name', async () => {
    const store = await open();
    expect(await store.create('.mark', 'first')).toBe(true);
    expect(await store.create('.mark', 'second')).toBe(false);
    const bytes = await store.read('.mark');
    expect(bytes && (await text(bytes))).toBe('first');
    expect(await namesIn(store)).toEqual(['.mark']);
  });

  test('returns the time of writing', async () => {
    const store = await open();
    await store.write('key/documents/a', Readable.from([Buffer.from('a')]));
    for await (const { writtenAt } of store.list('key/')) {
      expect(Math.abs(writtenAt.getTime() - Date.now())).toBeLessThan(60_000);
    }
  });
});

test('one of many concurrent writers creates a text in a folder', async () => {
  const store = await openStore({ folder: await newFolder() });
  const texts = Array.from({ length: 10 }, (_, i) => `${i}`);
  const created = await Promise.all(texts.map((each) => store.create('.mark', each)));
  expect(created.filter((is) => is)).toHaveLength(1);
  const bytes = await store.read('.mark');
  expect(bytes && (await text(bytes))).toBe(texts[created.indexOf(true)]);
});

test('the unfinished writes of one file are removed from a folder', async () => {
  const folder = await newFolder();
  const store = await openStore({ folder });
  const place = join(folder, 'key', 'documents');
  await mkdir(place, { recursive: true });
  for (const name of ['a.txt', 'a.txt.1.part', 'a.txt.2.part', 'aa.txt.1.part']) {
    await writeFile(join(place, name), 'half of i');
  }
  expect(await namesIn(store)).toEqual(['key/documents/a.txt']);
  await store.removeUnfinished('key/documents/a.txt');
  expect((await readdir(place)).sort()).toEqual(['a.txt', 'aa.txt.1.part']);
});

/**
 * Runs a store against a service with given answers, and returns the requests: the method, address and condition of
 * each.
 */
async function askingService(
  answer: (asked: string) => { status: number; body?: string },
  ask: (store: DocumentStore) => Promise<unknown>,
): Promise<{ result: unknown; asked: string[] }> {
  const asked: string[] = [];
  const service = createServer((request, response) => {
    const condition = request.headers['if-none-match'] ? ' if none' : '';
    const line = `${request.method} ${request.url}${condition}`;
    asked.push(line);
    const { status, body = '' } = answer(line);
    request.resume();
    response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const { port } = service.address() as AddressInfo;
  const result = await ask(s3Store({ ...server.settings(), endpoint: `http://127.0.0.1:${port}` }));
  service.close();
  service.closeAllConnections();
  return { result, asked };
}

const failure = (code: string) => `<Error><Code>${code}</Code></Error>`;

test('a file created in a bucket meanwhile is kept', async () => {
  const refusing = (asked: string) =>
    asked.startsWith('PUT')
      ? { status: 412, body: failure('PreconditionFailed') }
      : { status: 404 };
  const { result } = await askingService(refusing, (store) => store.create('a', 'text'));
  expect(result).toBe(false);
});

test('a service without conditional writes gets an unconditional one', async () => {
  const old = (asked: string) =>
    asked.endsWith('if none')
      ? { status: 501, body: failure('NotImplemented') }
      : { status: asked.startsWith('HEAD') ? 404 : 200 };
  const { result, asked } = await askingService(old, (store) => store.create('a', 'text'));
  expect(result).toBe(true);
  expect(asked.at(-1)).toMatch(/^PUT \/documents\/a(\?\S*)?$/);
});

test('the unfinished uploads of one file are removed from a bucket', async () => {
  const upload = (key: string, id: number) =>
    `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`;
  const uploads = ['a.txt', 'a.txt.png', 'a.txt'].map(upload).join('');
  const listing = (asked: string) =>
    asked.startsWith('DELETE')
      ? { status: 204 }
      : {
          status: 200,
          body: `<ListMultipartUploadsResult><IsTruncated>false</IsTruncated>${uploads}</ListMultipartUploadsResult>`,
        };
  const { asked } = await askingService(listing, (store) => store.removeUnfinished('a.txt'));
  const aborted = asked.filter((line) => line.startsWith('DELETE'));
  expect(aborted.map((line) => /(a\.txt\S*)\?.*uploadId=(\d)/.exec(line)?.slice(1))).toEqual([
    ['a.txt', '0'],
    ['a.txt', '2'],
  ]);
});

test('a failed upload leaves no parts in a bucket', async () => {
  const own = await startBucket();
  const settings = own.settings();
  const write = (await openStore(settings)).write('key/documents/b', Readable.from(broken(11)));
  await expect(write).rejects.toThrow('The line went dead.');
  const { bucket: Bucket, pathStyle: forcePathStyle, region, endpoint } = settings;
  const client = new S3Client({ region, endpoint: endpoint ?? '', forcePathStyle });
  // A bucket is refused its end while parts of anything are in it.
  await client.send(new DeleteBucketCommand({ Bucket }));
  await own.close();
});

test('unread downloads from a bucket do not block other requests', async () => {
  const store = await openStore(server.settings(`${randomUUID()}/`));
  await store.write('key/documents/a', Readable.from([Buffer.alloc(8 * MEGABYTE)]));
  const unread = await Promise.all(
    Array.from({ length: 60 }, () => store.read('key/documents/a', { start: 0, end: MEGABYTE })),
  );
  expect(await store.size('key/documents/a')).toBe(8 * MEGABYTE);
  for (const bytes of unread) bytes?.destroy();
});

test('a request to a silent service fails after the timeout', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const store = s3Store({ ...server.settings(), endpoint: `http://127.0.0.1:${port}` }, 50);
  const write = store.write('key/documents/a', Readable.from([Buffer.from('a')]));
  await expect(write).rejects.toThrow(/timed out/);
  await expect(store.size('key/documents/a')).rejects.toThrow(/timed out/);
  silent.close();
  silent.closeAllConnections();
});

test('names cannot lead out of the store', () => {
  expect(storeName('k3y', 'a1.txt')).toBe('k3y/documents/a1.txt');
  expect(nameParts('k3y/documents/a1.txt')).toEqual({ companyKey: 'k3y', hash: 'a1.txt' });
  for (const hash of [
    '',
    '.',
    '..',
    '../x',
    'a/b',
    '/etc/passwd',
    'a\\b',
    'a\0',
    '.hidden',
    'x'.repeat(200),
  ]) {
    expect(() => storeName('key', hash)).toThrow('name no document');
    expect(() => storeName(hash, 'a.txt')).toThrow('name no document');
    expect(nameParts(`key/documents/${hash}`)).toBeNull();
  }
  expect(nameParts('key/other/a.txt')).toBeNull();
});
