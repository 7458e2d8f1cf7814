import { resolve } from 'node:path';
import { ensureCompany } from '../domain/companies/create.ts';
import { type CompanyRecord, findCompany } from '../domain/companies/find.ts';
import { type ImportCounts, importBook } from '../domain/import/import-book.ts';
import { findSource } from '../domain/import/json/source.ts';
import { demoNotice } from '../server/demo-notice.ts';
import { openDocuments } from '../server/open.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, type CommandContext, type CommandRun, runCommand } from './command.ts';
import { importProgress } from './import-progress.ts';
import { complain, say } from './terminal.ts';

const importCommand: Command = {
  name: 'npm run import',
  usage: `  npm run import -- PATH [--company COMPANY]
PATH is a JSON file of client records as the v1 API gives them, or a folder of such files; bytes of documents are taken
from the folder "documents" beside them. COMPANY is an id or an exact name, needed where there are several.`,
  parse: parseImportArguments,
};

async function parseImportArguments(args: string[]): Promise<CommandRun> {
  const { values, positionals } = readArguments(args, { company: { type: 'string' } });
  const [path, ...more] = positionals;
  if (!path || more.length > 0) throw new UsageError('Say which file or folder to import.');
  const source = await findSource(resolve(path));
  return async (context) => {
    const company = await companyFor(context, values.company ?? null);
    const total = source.files.reduce((sum, { size }) => sum + size, 0);
    const progress = importProgress(total);
    const stop = abortOnSignal(progress.stopping);
    try {
      const observer = { ...progress, stop };
      const counts = await importBook(await importContext(context, company), source, observer);
      progress.end();
      say(importSummary(counts, company));
      if (counts.foreign > 0) complain(`${counts.foreign} ${FOREIGN}`);
      if (stop.aborted) complain('Stopped before the end. Start it again to continue.');
      if (stop.aborted) return INTERRUPTED;
      return counts.bad === 0 ? 0 : 1;
    } finally {
      progress.end();
    }
  };
}

/** Advice about records whose ids are taken. */
const FOREIGN = `of the bad records have ids that other records of this database have. All companies share the ids: import
into a new database, or into one with other books of the same Invoice Ninja, before clients are created in it.`;

/** The exit code of a program that was interrupted from the keyboard. */
const INTERRUPTED = 130;

/** Returns a signal that the first SIGINT or SIGTERM aborts. A second one ends the process at once. */
function abortOnSignal(onSignal: () => void): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => {
      onSignal();
      stopping.abort();
    });
  }
  return stopping.signal;
}

/**
 * Returns the company to import into. Outside of production, creates the demo company if there is none, as a start does.
 * @throws NOT_FOUND
 */
async function companyFor(
  { config, db, ids }: CommandContext,
  named: string | null,
): Promise<CompanyRecord> {
  const demo = named === null && !config.production ? await ensureCompany(db) : null;
  if (demo) say(`${demoNotice(demo)}\n`);
  return await findCompany(db, ids, named);
}

/** Returns the context of the import. Its viewer is the owner of the company. */
const importContext = async ({ config, db, ids }: CommandContext, company: CompanyRecord) => ({
  db,
  ids,
  files: await openDocuments(config, db, complain),
  companyKey: company.key,
  viewer: { companyId: company.id, userId: company.ownerId, tokenId: 0, role: 'owner' as const },
});

function importSummary(counts: ImportCounts, company: CompanyRecord): string {
  const { contacts, documents, gatewayTokens } = counts;
  return `Imported into ${company.name}:
  ${counts.imported} imported, with ${contacts} contacts, ${documents} documents and ${gatewayTokens} gateway tokens
  ${counts.unchanged} unchanged
  ${counts.kept} kept as they are here, though the file has them differently
  ${counts.purged} left out, since they were purged here
  ${counts.bad} bad`;
}

await runCommand(importCommand);
