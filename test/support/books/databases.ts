import pg from 'pg';

/** Returns the name of a database that the tests create, derived from that of the given one. */
export const testDatabase = (url: string, name: string): string =>
  `${new URL(url).pathname.slice(1)}_test_${name}`;

/** Runs a statement on the server that a URL names. */
export async function onServer(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Runs when all tests have ended: drops the databases that they made. */
export async function teardown(): Promise<void> {
  const url = process.env.DATABASE_URL;
  if (!url) return;
  const prefix = testDatabase(url, '').replaceAll('_', '\\_');
  const { rows } = await onServer(
    url,
    `select datname from pg_database where datname like '${prefix}%'`,
  );
  for (const { datname } of rows) await onServer(url, `drop database "${datname}" with (force)`);
}
