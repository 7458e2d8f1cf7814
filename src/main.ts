import { type Config, readConfig } from './config.ts';
import { demoNotice } from './server/demo-notice.ts';
import { sentenceOf } from './server/failure.ts';
import { type Gateway, startGateway } from './server/gateway.ts';
import { frugalMemory } from './server/memory.ts';

/** How long running requests may take to end once the process is told to stop, in milliseconds. */
const GRACE = 10_000;

const say = (text: string) => process.stdout.write(`${text}\n`);

function welcome({ url, demo }: Gateway, { explore, appUrl }: Config): void {
  const shown = appUrl ?? url;
  say(`Clients gateway listening on ${url}`);
  const hash = demo ? `#token=${demo.token}` : '';
  if (explore) say(`  GraphiQL  ${shown}/graphql${hash}`);
  say(`  REST      ${shown}/api/v1/docs${hash}`);
  if (!demo) return;
  say('');
  say(demoNotice(demo));
}

function reportDefect(defect: unknown, requestId: string): void {
  const text = defect instanceof Error ? (defect.stack ?? defect.message) : String(defect);
  process.stderr.write(`${new Date().toISOString()} defect ${requestId} ${text}\n`);
}

function stopOnSignal(gateway: Gateway): void {
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), GRACE).unref();
    void gateway.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
}

async function main(): Promise<void> {
  frugalMemory();
  const config = readConfig(process.env);
  const gateway = await startGateway(config, reportDefect);
  stopOnSignal(gateway);
  welcome(gateway, config);
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exit(1);
});
