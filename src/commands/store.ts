import { join, resolve } from 'node:path';
import type { Config } from '../config.ts';
import { countPending } from '../domain/documents/store/cleanup.ts';
import type { OwnedStore, Ownership } from '../domain/documents/store/owned-store.ts';
import { countQuarantined } from '../domain/documents/store/quarantine.ts';
import { openDocuments } from '../server/open.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, type CommandContext, type CommandRun, runCommand } from './command.ts';
import { complain, say } from './terminal.ts';

const storeCommand: Command = {
  name: 'npm run store',
  usage: `  npm run store -- status [--json]
  npm run store -- adopt [--json]
"status" shows which database owns the store of documents, and what waits to be removed from it. "adopt" makes this
database the owner: only the owner removes bytes.`,
  parse: parseStoreArguments,
};

function parseStoreArguments(args: string[]): CommandRun {
  const { values, positionals } = readArguments(args, {
    json: { type: 'boolean', default: false },
  });
  const [action, ...more] = positionals;
  if (more.length > 0 || (action !== 'status' && action !== 'adopt')) {
    throw new UsageError('Say what to do: status or adopt.');
  }
  return async (context) => {
    const files = await openDocuments(context.config, context.db, complain);
    if (action === 'status') await showStatus(context, files, values.json);
    else await adoptStore(context, files, values.json);
    return 0;
  };
}

async function showStatus(
  { config, db }: CommandContext,
  files: OwnedStore,
  json: boolean,
): Promise<void> {
  const ownership = await files.ownership();
  const waiting = await countPending(db);
  const shown = {
    store: storeAddress(config),
    isOwner: ownership.is === 'owner',
    owner: ownerOf(ownership),
    database: files.database,
    pendingUploads: waiting.uploads,
    removedFiles: waiting.removed,
    quarantinedFiles: await countQuarantined(files),
  };
  if (json) {
    say(JSON.stringify(shown));
    return;
  }
  say(`store            ${shown.store}
owner            ${inWords[ownership.is]}
                 ${shown.owner ? `${shown.owner.id}, ${shown.owner.place}, since ${shown.owner.since}` : '-'}
this database    ${files.database.id}, ${files.database.place}
pending uploads  ${shown.pendingUploads}
to be removed    ${shown.removedFiles}
in quarantine    ${shown.quarantinedFiles}`);
}

async function adoptStore(
  { config }: CommandContext,
  files: OwnedStore,
  json: boolean,
): Promise<void> {
  const before = await files.ownership();
  if (before.is !== 'owner') await files.adopt();
  const previous = ownerOf(before);
  const wasOwner = before.is === 'owner';
  if (json) say(JSON.stringify({ isOwner: true, wasOwner, previous }));
  else if (wasOwner) say('This database owns the store already.');
  else say(`This database owns the store ${storeAddress(config)} now.`);
  if (json || wasOwner || !previous) return;
  say(`It was owned by ${previous.id}, ${previous.place}, which removes no bytes any more.`);
}

const inWords: Readonly<Record<Ownership['is'], string>> = {
  owner: 'this database',
  guest: 'another database: this one removes no bytes',
  unmarked: 'nobody: no bytes are removed',
  unreadable: 'its mark cannot be read: no bytes are removed',
};

const ownerOf = (ownership: Ownership) =>
  'mark' in ownership ? { ...ownership.mark.database, since: ownership.mark.since } : null;

const storeAddress = ({ bucket, dataDir }: Config): string =>
  bucket ? `s3://${bucket.bucket}/${bucket.prefix}` : join(resolve(dataDir), 'documents');

await runCommand(storeCommand);
