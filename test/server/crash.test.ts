import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test, vi } from 'vitest';
import { GatewayProcess } from '../support/process.ts';
import { sha256, uploadForm } from '../support/upload.ts';

const UPSERT = `mutation ($input: UpsertClientInput!, $key: String) {
  upsertClient(input: $input, idempotencyKey: $key) { client { id } userErrors { message } } }`;

const POST = `mutation ($clientId: ID!, $key: String) {
  postLedgerEntries(entries: [{ clientId: $clientId, kind: INVOICE, amount: 1 }, { clientId: $clientId, kind: PAYMENT, amount: 0.4 }],
    idempotencyKey: $key) { results { userErrors { message } } userErrors { message } } }`;

const BOOK = `query ($after: String) {
  clients(first: 500, after: $after) {
    nodes {
      id name city version balance paidToDate
      contacts { email isPrimary }
      documents(first: 500) { nodes { sha256 url } }
      ledger(first: 500) { nodes { amount balance } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

const CHANGES = `query ($after: String) {
  clientChanges(after: $after, first: 500) { nodes { cursor clientId version } endCursor hasNextPage } }`;

interface Client {
  id: string;
  name: string;
  city: string | null;
  version: number;
  balance: string;
  paidToDate: string;
  contacts: { email: string; isPrimary: boolean }[];
  documents: { nodes: { sha256: string; url: string }[] };
  ledger: { nodes: { amount: string; balance: string }[] };
}

/** One client made in five writes, each of which is tried until it is acknowledged. */
interface Plan {
  readonly name: string;
  readonly files: readonly { name: string; bytes: string }[];
  id?: string;
  /** Number of acknowledged writes. */
  done: number;
}

const WRITES = 5;

const plan = (name: string): Plan => ({
  name,
  files: ['a.txt', 'b.txt'].map((file) => ({
    name: file,
    bytes: randomBytes(75_000).toString('hex'),
  })),
  done: 0,
});

/** Returns the next write of a plan, with its own idempotency key. */
async function write(gateway: GatewayProcess, token: string, plan: Plan): Promise<void> {
  const { name, files, id, done } = plan;
  const key = `${name}-${done}`;
  const upsert = (input: object) =>
    gateway.ask(token, { query: UPSERT, variables: { input, key } });
  if (done === 0) {
    const made = await upsert({ name, contacts: [{ email: `${name}@example.com` }] });
    plan.id = made.upsertClient.client.id;
  } else if (done === 1) {
    await upsert({ match: { id }, city: 'Bern', contacts: [{ email: `${name}@example.org` }] });
  } else if (done === 2) {
    await gateway.ask(token, { query: POST, variables: { clientId: id, key } });
  } else {
    const variables = { clientId: id, idempotencyKey: key };
    const sent = await gateway.ask(token, uploadForm(variables, files.slice(done - 3, done - 2)));
    expect(sent.uploadClientDocuments.results[0].userErrors).toEqual([]);
  }
  plan.done += 1;
}

/** Reads every row of a list, page by page. */
async function all<Row>(
  read: (after: string | null) => Promise<{ rows: Row[]; next: string | null }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let after: string | null = null, first = true; first || after; first = false) {
    const page = await read(after);
    rows.push(...page.rows);
    after = page.next;
  }
  return rows;
}

const readBook = (gateway: GatewayProcess, token: string) =>
  all<Client>(async (after) => {
    const { clients } = await gateway.ask(token, { query: BOOK, variables: { after } });
    const { hasNextPage, endCursor } = clients.pageInfo;
    return { rows: clients.nodes, next: hasNextPage ? endCursor : null };
  });

const readChanges = (gateway: GatewayProcess, token: string) =>
  all<{ cursor: string; clientId: string; version: number }>(async (after) => {
    const { clientChanges: page } = await gateway.ask(token, {
      query: CHANGES,
      variables: { after },
    });
    return { rows: page.nodes, next: page.hasNextPage ? page.endCursor : null };
  });

/** Counts the writes that a client shows. Fails for a partial write. */
function writesOf({ city, contacts, ledger, documents, balance, paidToDate }: Client): number {
  const emails = contacts.map(({ email }) => email.split('@')[1]).sort();
  const changed = city === 'Bern';
  expect(emails).toEqual(changed ? ['example.com', 'example.org'] : ['example.com']);
  expect(contacts.filter(({ isPrimary }) => isPrimary)).toHaveLength(1);
  const entries = ledger.nodes.map((entry) => `${entry.amount} ${entry.balance}`);
  expect([entries, balance, paidToDate]).toEqual(
    entries.length ? [['0.4 0.6', '1 1'], '0.6', '0.4'] : [[], '0', '0'],
  );
  return 1 + Number(changed) + Number(entries.length > 0) + documents.nodes.length;
}

/** Checks the invariants of a book. */
async function expectWhole(gateway: GatewayProcess, token: string, plans: readonly Plan[]) {
  const [clients, changes] = [await readBook(gateway, token), await readChanges(gateway, token)];
  expect(changes.map(({ cursor }) => cursor)).toEqual(changes.map((_, i) => String(i + 1)));
  const found = new Map(clients.map((client) => [client.name, client]));
  expect(found.size).toBe(clients.length);
  for (const client of clients) {
    const ofClient = changes.filter(({ clientId }) => clientId === client.id);
    const versions = Array.from({ length: writesOf(client) }, (_, i) => i + 1);
    expect(ofClient.map(({ version }) => version)).toEqual(versions);
    expect(client.version).toBe(versions.length);
    const { files = [] } = plans.find(({ name }) => name === client.name) ?? {};
    for (const [i, { url, sha256: digest }] of client.documents.nodes.entries()) {
      const response = await fetch(url, { headers: { 'x-api-token': token } });
      const bytes = Buffer.from(await response.arrayBuffer());
      expect([sha256(bytes), digest]).toEqual(Array(2).fill(sha256(files[i]?.bytes ?? '')));
    }
  }
  // What was acknowledged is there.
  for (const { name, done } of plans) {
    const client = found.get(name);
    expect(client ? writesOf(client) : 0).toBeGreaterThanOrEqual(done);
  }
  return clients;
}

/** Returns the names of the files of documents. */
const filesIn = async (folder: string) =>
  (await readdir(join(folder, 'documents'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('.quarantine'))
    .map(({ name }) => name)
    .filter((name) => name !== '.owner.json');

async function crash(settings: Record<string, string>, dataDir: string): Promise<void> {
  const first = await GatewayProcess.start({ ...settings, DATA_DIR: dataDir });
  const [, token = ''] = /token +(\S+)/.exec(first.said) ?? [];
  const plans: Plan[] = [];
  const acknowledged = () => plans.reduce((sum, { done }) => sum + done, 0);
  let killed: Promise<void> | undefined;
  async function work(worker: number): Promise<void> {
    for (let i = 0; !killed; i += 1) {
      const next = plan(`worker${worker}-${i}`);
      plans.push(next);
      while (next.done < WRITES && !killed) {
        await write(first, token, next);
        // While others are in the midst of theirs.
        if (acknowledged() >= 60) killed ??= first.kill();
      }
    }
  }
  const noAnswer = (error: unknown) => {
    if (!killed) throw error;
  };
  await Promise.all(Array.from({ length: 8 }, (_, worker) => work(worker).catch(noAnswer)));
  await killed;

  const second = await GatewayProcess.start({ ...settings, DATA_DIR: dataDir });
  await expectWhole(second, token, plans);
  // Whoever got no answer asks again under the same key, and it is done once.
  for (const unfinished of plans) {
    while (unfinished.done < WRITES) await write(second, token, unfinished);
  }
  const clients = await expectWhole(second, token, plans);
  expect(clients.map(writesOf)).toEqual(plans.map(() => WRITES));
  if (!settings.DATABASE_URL) {
    // What the killed process left of uploads is cleared at the start.
    await vi.waitFor(async () => expect(await filesIn(dataDir)).toHaveLength(2 * plans.length));
  }
  await second.stop();
}

const dataFolder = () => mkdtemp(join(tmpdir(), 'clients-gateway-crash-'));

// Most of the time the processes start, and wait for one another's disk.
const options = { concurrent: true, timeout: 180_000 };

test(
  'a killed process with an embedded database keeps every acknowledged write and no partial one',
  options,
  async () => crash({}, await dataFolder()),
);

test.skipIf(!process.env.DATABASE_URL)(
  'a killed process with PostgreSQL keeps every acknowledged write and no partial one',
  options,
  async () => {
    const admin = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await admin.connect();
    const name = `crash_${process.pid}_${Date.now()}`;
    await admin.query(`create database ${name}`);
    try {
      const url = new URL(process.env.DATABASE_URL as string);
      url.pathname = `/${name}`;
      await crash({ DATABASE_URL: url.href }, await dataFolder());
    } finally {
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    }
  },
);
