// How long does it take to import 100,000 clients? tsx bench/import.ts [COUNT], with DATABASE_URL for a server.
import { join } from 'node:path';
import { IdCodec } from '../src/domain/core/ids.ts';
import { folderStore } from '../src/domain/documents/store/folder-store.ts';
import { identifyDatabase } from '../src/domain/documents/store/identity.ts';
import { ownedStore } from '../src/domain/documents/store/owned-store.ts';
import { importBook } from '../src/domain/import/import-book.ts';
import { findSource } from '../src/domain/import/json/source.ts';
import { onBenchDatabase } from './bench-database.ts';
import { writePages } from './generate.ts';

const count = Number(process.argv[2] ?? 100_000);

await onBenchDatabase(async ({ db, company: { companyId, userId }, folder }) => {
  await writePages(count, join(folder, 'book'));
  const context = {
    db,
    ids: new IdCodec(),
    files: ownedStore(folderStore(join(folder, 'documents')), {
      database: await identifyDatabase(db, folder),
      quarantineTime: 0,
      log: console.error,
    }),
    companyKey: 'bench',
    viewer: { companyId, userId, tokenId: 0, role: 'owner' },
  } as const;
  const source = await findSource(join(folder, 'book'));
  const before = process.cpuUsage();
  const start = performance.now();
  const counts = await importBook(context, source, { progress: () => {}, note: console.error });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const cpu = ((user + system) / 1e6).toFixed(1);
  console.log(
    `${seconds.toFixed(1)} s, of which this process computed ${cpu} s, for ${counts.imported} clients and ${counts.contacts} contacts (${db.kind})`,
  );
});
