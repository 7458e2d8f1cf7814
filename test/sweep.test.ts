import { mkdir, mkdtemp, readdir, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from '../src/db/sql.ts';
import { openStore } from '../src/domain/documents/open-store.ts';
import { sweepDocuments } from '../src/domain/documents/sweep.ts';
import { expect, test } from './support/api.ts';

const newFolder = () => mkdtemp(join(tmpdir(), 'sweep-'));
const LONG_AGO = new Date('2020-01-01');

test('the sweep removes what no row names, and only that', async ({ api }) => {
  await api.has({ name: 'Ash', documents: [{ hash: 'named.txt' }] });
  const [company] = await api.db.query<{ key: string }>(
    sql`select company_key as key from companies where id = ${api.companyId}`,
  );
  const folder = await newFolder();
  const put = async (name: string, at = LONG_AGO) => {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, 'bytes');
    await utimes(path, at, at);
  };
  const ours = `${company?.key}/documents`;
  await put(`${ours}/named.txt`);
  await put(`${ours}/leftover.txt`);
  await put(`${ours}/leftover.png.part`);
  await put(`${ours}/underway.txt`, new Date());
  await put(`${ours}/underway.png.part`, new Date());
  await put('a-company-of-another-database/documents/theirs.txt');
  await put('README.txt');
  const store = await openStore({ folder });
  expect(await sweepDocuments(api.db, store, new Date('2021-01-01'))).toBe(1);
  expect((await readdir(join(folder, ours))).sort()).toEqual([
    'named.txt',
    'underway.png.part',
    'underway.txt',
  ]);
  expect((await readdir(folder)).sort()).toEqual(
    ['README.txt', 'a-company-of-another-database', company?.key].sort(),
  );
});
