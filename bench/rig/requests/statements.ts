import { connect, createServer, type Socket } from 'node:net';

/** A proxy between a server and PostgreSQL that counts the statements. */
export interface StatementCounter {
  /** Address of the database through the proxy. */
  readonly url: string;
  /** Returns the number of statements so far. */
  count(): number;
  close(): void;
}

/** The messages of PostgreSQL's protocol that run a statement: Query and Execute. */
const RUNNING = new Set(['Q', 'E']);

/** Starts a proxy for a database that counts statements. */
export async function countStatements(databaseUrl: string): Promise<StatementCounter> {
  const { hostname, port } = new URL(databaseUrl);
  let statements = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const database = connect({ host: hostname, port: Number(port || 5432) });
    const watch = watcher(() => {
      statements += 1;
    });
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        client.destroy();
        database.destroy();
      });
    }
    client.on('data', watch);
    client.pipe(database);
    database.pipe(client);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    url: url.href,
    count: () => statements,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/**
 * Returns a function that takes the bytes of a connection and calls back for each statement. The first message has no
 * type.
 */
function watcher(found: () => void): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0);
  let started = false;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const head = started ? 1 : 0;
      if (rest.length < head + 4) return;
      const end = head + rest.readUInt32BE(head);
      if (rest.length < end) return;
      if (started && RUNNING.has(String.fromCharCode(rest[0] as number))) found();
      started = true;
      rest = rest.subarray(end);
    }
  };
}
