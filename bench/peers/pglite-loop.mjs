// A bare PGlite that runs statements in a loop, in the process's only thread: the upper bound of the embedded database.
// Started by bench/embedded.ts, which sends { folder } once and then { statements, seconds }.
import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';

let database;

async function loop({ statements, seconds }) {
  const start = performance.now();
  const end = start + seconds * 1000;
  let count = 0;
  while (performance.now() < end) {
    const { text, values } = statements[count % statements.length];
    await database.query(text, values, { rowMode: 'array' });
    count += 1;
  }
  return { perSecond: (count * 1000) / (performance.now() - start) };
}

async function open(folder) {
  database = await PGlite.create({ dataDir: folder, extensions: { btree_gin, pg_trgm } });
  return { ready: true };
}

process.on('message', (order) => {
  const done = order.folder ? open(order.folder) : loop(order);
  done.then(
    (answer) => process.send(answer),
    (error) => process.send({ failure: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));
