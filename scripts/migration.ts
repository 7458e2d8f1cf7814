// Prints the SQL that takes the migrations' schema to prisma/schema.prisma: the draft of the next migration.
// What Prisma cannot say (collations, generated columns, expression indexes, functions) is added by hand.
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
