// The embedded database's thread. It speaks PostgreSQL's wire protocol over the message port, so that the
// rest of the program reaches it through the same driver as a server, and a long statement stops nobody else.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';

const database = await PGlite.create({
  dataDir: workerData.folder,
  extensions: { btree_gin, pg_trgm },
});
parentPort.postMessage({ ready: true });

parentPort.on('message', async ({ connection, bytes, close }) => {
  if (close) {
    await database.close();
    parentPort.postMessage({ closed: true });
    parentPort.close();
    return;
  }
  try {
    await database.execProtocolRawStream(bytes, {
      onRawData: (answer) => parentPort.postMessage({ connection, bytes: answer.slice() }),
    });
  } catch (error) {
    parentPort.postMessage({ connection, failure: String(error) });
  }
});
