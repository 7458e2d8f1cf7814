// Prints the SQL of prisma/schema.prisma for an empty database. Copy the lines of a change into the next migration, and
// add what Prisma does not support by hand: collations, generated columns, expression indexes, functions.
import { readFile } from 'node:fs/promises';
import { openDatabase } from '../src/db/database.ts';
import { NO_FILTERS, openSchemaEngine } from '../src/db/schema-engine.ts';

const database = await openDatabase({ url: null, folder: null });

const engine = await openSchemaEngine(database.pool);
const schema = await readFile('prisma/schema.prisma', 'utf8');
const { stdout } = await engine.diff({
  from: { tag: 'empty' },
  to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
  script: true,
  exitCode: null,
  filters: NO_FILTERS,
});
process.stdout.write(stdout ?? '');
await database.close();
