import { connect, createServer, type Socket } from 'node:net';

/** Stands between a server and PostgreSQL and counts the statements that go through. */
export interface StatementCounter {
  /** The database's address, through here. */
  readonly url: string;
  /** Returns the number of statements so far. */
  count(): number;
  close(): void;
}

/** The messages of PostgreSQL's protocol that run a statement: Query and Execute. */
const RUNNING = new Set(['Q', 'E']);

/** Opens a way to a database that counts statements. */
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

/** Takes a connection's bytes as they come, and tells of each statement. The first message has no type. */
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
