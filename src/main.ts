import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { readArguments, UsageError } from './commands/arguments.ts';
import { complain, say, surviveLostReaders } from './commands/terminal.ts';
import { type Config, readConfig, settingNames } from './config.ts';
import { NO_COMPANY } from './domain/companies/find.ts';
import { demoNotice } from './server/demo-notice.ts';
import { fatalErrorMessage } from './server/fatal-error.ts';
import { type Gateway, startGateway } from './server/gateway.ts';
import { limitHeapGrowth } from './server/heap.ts';

/** Time that running requests get to end after a signal to stop, in milliseconds. */
const GRACE_PERIOD_MS = 10_000;

const USAGE = `Usage:
  npm start                 starts the gateway
  npm start -- --help       prints this
  npm start -- --version    prints the version
Other commands: npm run company, npm run token, npm run import, npm run store, each with -- --help.
Settings are environment variables, described in README.md:
${settingNames.map((name) => `  ${name}`).join('\n')}`;

/** Advice for an embedded database, which the command cannot open while the server runs. */
const STOP_FIRST = '\n  Stop the server first: the embedded database belongs to one process.';

function welcome(
  { url, demo, hasCompany }: Gateway,
  { explore, appUrl, databaseUrl }: Config,
): void {
  const shown = appUrl ?? url;
  say(`Clients gateway listening on ${url}`);
  const hash = demo ? `#token=${demo.token}` : '';
  if (explore) say(`  GraphiQL  ${shown}/graphql${hash}`);
  say(`  REST      ${shown}/api/v1/docs${hash}`);
  if (demo) say(`\n${demoNotice(demo)}`);
  else if (!hasCompany) say(`\n  ${NO_COMPANY}${databaseUrl === null ? STOP_FIRST : ''}`);
}

function reportDefect(defect: unknown, requestId: string): void {
  const text = defect instanceof Error ? (defect.stack ?? defect.message) : String(defect);
  complain(`${new Date().toISOString()} defect ${requestId} ${text}`);
}

function logDocuments(line: string): void {
  complain(`${new Date().toISOString()} documents ${line}`);
}

function stopOnSignal(gateway: Gateway): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), GRACE_PERIOD_MS).unref();
    void gateway.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

const Package = z.object({ version: z.string() });

/** Returns the version of the product. */
async function readVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return Package.parse(JSON.parse(text)).version;
}

async function start(): Promise<void> {
  limitHeapGrowth();
  const config = readConfig(process.env);
  const gateway = await startGateway(config, reportDefect, logDocuments);
  stopOnSignal(gateway);
  welcome(gateway, config);
}

async function main(): Promise<void> {
  surviveLostReaders();
  const { values, positionals } = readArguments(process.argv.slice(2), {
    help: { type: 'boolean', short: 'h', default: false },
    version: { type: 'boolean', short: 'v', default: false },
  });
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is not an option.`);
  if (values.help) say(USAGE);
  else if (values.version) say(await readVersion());
  else await start();
}

main().catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  complain(isUsage ? `${error.message}\n${USAGE}` : fatalErrorMessage(error));
  process.exit(isUsage ? 2 : 1);
});
