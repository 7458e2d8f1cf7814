import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { lockFolder } from '../../src/db/folder-lock.ts';
import { startGateway } from '../../src/server/gateway.ts';
import { type BookSettings, ending, newBook, run, start } from '../support/command.ts';
import { v1Client, v1Contact } from '../support/v1/v1-record.ts';

/** Starting processes and databases takes its time. */
const long = { timeout: 120_000 };

const ID = expect.stringMatching(/^\w{10}$/);
const TOKEN = expect.stringMatching(/^[A-Za-z0-9]{64}$/);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/);

describe('commands on a new database', () => {
  let book: BookSettings;
  beforeAll(async () => {
    book = await newBook();
  });
  const create = (name: string, ...more: string[]) => {
    const owner = ['--email', `${name}@x.example`];
    return run('company', ['create', '--name', name, ...owner, ...more], book, 'a long password\n');
  };

  test('company create prints the company as JSON or as text', long, async () => {
    const first = await create('First', '--json');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(first.stdout)).toEqual({ companyId: ID, userId: ID, token: TOKEN });
    const second = await create('Second');
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).toMatch(
      /^Created the company Second\.\n {2}company {3}\w+\n.*\n {2}token {5}\w{64}\n/,
    );
  });

  test('company list prints companies with their owners', long, async () => {
    const { stdout: json } = await run('company', ['list', '--json'], book);
    expect(JSON.parse(json)).toEqual([
      { id: ID, name: 'First', ownerEmail: 'First@x.example', createdAt: expect.any(String) },
      { id: ID, name: 'Second', ownerEmail: 'Second@x.example', createdAt: expect.any(String) },
    ]);
    const { stdout: table } = await run('company', ['list'], book);
    expect(rowsOf(table)).toEqual([
      ['id', 'name', 'owner', 'created'],
      [ID, 'First', 'First@x.example', TIME],
      [ID, 'Second', 'Second@x.example', TIME],
    ]);
  });

  test('company create warns about a password on the command line', long, async () => {
    const { code, stdout, stderr } = await create('Third', '--password', 'ten-letter', '--json');
    expect({ code, made: JSON.parse(stdout) }).toMatchObject({ code: 0, made: { token: TOKEN } });
    expect(stderr).toMatch(/^Warning: a password on the command line can be read by other users/);
  });

  test.for([
    ['nine-char', 'The password of an owner has at least 10 characters.'],
    ['weak@X.example', 'The password must not be the e-mail address.'],
    ['a'.repeat(73), 'A password has 1 to 72 bytes.'],
  ] as const)('company create refuses the password %s', long, async ([password, message]) => {
    const args = ['create', '--name', 'Weak', '--email', 'Weak@x.example'];
    const ended = await run('company', args, book, `${password}\n`);
    expect(ended).toEqual({ code: 1, stdout: '', stderr: `${message}\n` });
  });

  test('company create needs a password for the owner', long, async () => {
    const args = ['create', '--name', 'Weak', '--email', 'weak@x.example'];
    const { code, stdout, stderr } = await run('company', args, book);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^The owner needs a password: type it, or send it to standard input\./);
  });

  test('token create, list and revoke work on one token', long, async () => {
    const inJson = ['create', '--company', 'First', '--name', 'n8n', '--json'];
    const { id, token } = JSON.parse((await run('token', inJson, book)).stdout);
    expect({ id, token }).toEqual({ id: ID, token: TOKEN });
    const expiring = ['create', '--company', '1', '--expires', '2126-02-28'];
    const { stdout: words } = await run('token', expiring, book);
    expect(words).toMatch(/^Created the token \w{10}\. It is shown only once:\n\w{64}\n$/);
    const revoked = await run('token', ['revoke', id, '--company', 'First'], book);
    expect(revoked).toMatchObject({ code: 0, stdout: `Revoked the token ${id}.\n` });
    const { stdout: table } = await run('token', ['list', '--company', 'First'], book);
    expect(rowsOf(table)).toEqual([
      ['id', 'name', 'created', 'last used', 'expires', 'revoked'],
      [ID, 'First token', TIME, '-', '-', '-'],
      [id, 'n8n', TIME, '-', '-', TIME],
      [ID, 'Command line', TIME, '-', '2126-02-28 00:00', '-'],
    ]);
    expect(await statuses(book, [token, words.trimEnd().slice(-64)])).toEqual([401, 200]);
  });

  test('with several companies, --company must name one', long, async () => {
    const several =
      /^There are several companies; say which one by its id: \w+ \(First\), \w+ \(Second\), .*\.\n$/;
    const stderr = expect.stringMatching(several);
    expect(await run('token', ['list'], book)).toEqual({ code: 1, stdout: '', stderr });
    const unknown = await run('token', ['revoke', '1', '--company', 'Fifth'], book);
    expect(unknown).toEqual({ code: 1, stdout: '', stderr: 'There is no company "Fifth".\n' });
  });
});

const rowsOf = (table: string): string[][] =>
  table
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));

/** Starts a gateway on the database, and returns its statuses for tokens. */
async function statuses(book: BookSettings, tokens: readonly string[]): Promise<number[]> {
  const gateway = await startGateway(readConfig({ ...book, PORT: '0' }), () => {});
  const ask = (token: string) =>
    fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-token': token },
      body: '{"query":"{ viewer { user { name } } }"}',
    });
  try {
    return (await Promise.all(tokens.map(ask))).map(({ status }) => status);
  } finally {
    await gateway.close();
  }
}

/** Settings of a book that no command gets to open. */
const unopened = { DATA_DIR: join(tmpdir(), 'never-made'), DATABASE_URL: '' };

test.for([
  ['company', ['create', '--colour', 'red']],
  ['token', ['create', '--expires', '2126-02-31']],
  ['import', ['a', 'b']],
  ['import', ['']],
] as const)('%s %j prints the usage', long, async ([command, args]) => {
  const { code, stdout, stderr } = await run(command, args, unopened);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`Usage:\n  npm run ${command} -- `);
});

test.for([
  [
    'an unreachable database',
    { DATABASE_URL: 'postgres://127.0.0.1:9/x' },
    /^The database cannot be reached\./,
  ],
  [
    'an invalid DATABASE_URL',
    { DATABASE_URL: 'mysql://x' },
    /^Bad settings:\n.*must start with postgres:\/\//,
  ],
  [
    'a data folder that is a file',
    { DATA_DIR: import.meta.filename },
    /^DATA_DIR is not a folder: set it to one\. \(.*\)\n$/,
  ],
  [
    'a data folder below a file',
    { DATA_DIR: join(import.meta.filename, 'data') },
    /^DATA_DIR is not a folder: set it to one\. \(.*\)\n$/,
  ],
] as const)('a command with %s prints the cause', long, async ([, settings, message]) => {
  const { code, stderr } = await run('token', ['list'], { ...unopened, ...settings });
  expect(code).toBe(1);
  expect(stderr).toMatch(message);
});

test('import of a missing path prints the cause', long, async () => {
  const stderr = `There is no file or folder ${unopened.DATA_DIR}.\n`;
  const ended = await run('import', [unopened.DATA_DIR], unopened);
  expect(ended).toEqual({ code: 1, stdout: '', stderr });
});

test('a command on a locked database prints who holds it', long, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'clients-gateway-'));
  const unlock = await lockFolder(folder, 'npm start');
  const ended = await run('token', ['list'], { DATA_DIR: folder, DATABASE_URL: '' });
  await unlock();
  expect(ended).toMatchObject({ code: 1, stdout: '' });
  expect(ended.stderr).toContain(
    `The data folder ${folder} is in use by process ${process.pid} (npm start, since `,
  );
});

test(
  'a killed import leaves complete clients only, and continues when restarted',
  long,
  async () => {
    const clients = Array.from({ length: 2000 }, () =>
      v1Client({ balance: 7.5, contacts: [v1Contact(), v1Contact({ email: 'a@x.example' })] }),
    );
    const file = join(await mkdtemp(join(tmpdir(), 'import-')), 'book.json');
    await writeFile(file, JSON.stringify([...clients, { id: 'bad' }]));
    const book = await newBook();
    const killed = start('import', [file], book);
    // The demo company is told of right before the first record is read.
    killed.stdout.once('data', () => setTimeout(() => killed.kill('SIGKILL'), 1500));
    expect((await ending(killed)).code).toBe(null);
    const { code, stdout, stderr } = await run('import', [file], book);
    expect(code).toBe(1);
    expect(stderr).toContain('Bad record: book.json, record 2000: "id" is not an id: "bad".');
    // A client that was stored without one of its parts would not be unchanged.
    const numbers = [...stdout.matchAll(/^ {2}(\d+) (\w+)/gm)].map(([, count, outcome]) => [
      outcome,
      Number(count),
    ]);
    const { imported, unchanged, ...others } = Object.fromEntries(numbers);
    expect(imported + unchanged).toBe(2000);
    expect(others).toEqual({ kept: 0, left: 0, bad: 1 });
  },
);

test('a stopped import ends after its batch, and continues when restarted', long, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'import-'));
  const records = Array.from({ length: 1200 }, () => JSON.stringify(v1Client()));
  await writeFile(join(folder, 'book.json'), `[${records}]`);
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const book = await newBook();
  const stopped = start('import', [pipe], book);
  const ended = ending(stopped);
  const writer = await open(pipe, 'w');
  // One batch is complete, the next one is not.
  await writer.write(`[${records.slice(0, 700)}`);
  setTimeout(() => stopped.kill('SIGINT'), 1500);
  await once(stopped.stderr, 'data');
  await writer.close();
  const { code, stdout, stderr } = await ended;
  expect({ code, stderr }).toEqual({
    code: 130,
    stderr: 'Stopping …\nStopped before the end. Start it again to continue.\n',
  });
  expect(stdout).toContain('  500 imported, with 0 contacts');
  const again = await run('import', [join(folder, 'book.json')], book);
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('  700 imported, with 0 contacts');
  expect(again.stdout).toContain('  500 unchanged\n');
});

test('a first start on a used port leaves the demo company to the next start', long, async () => {
  const book = await newBook();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const taken = readConfig({ ...book, PORT: String(port) });
  await expect(startGateway(taken, () => {})).rejects.toThrow('EADDRINUSE');
  server.close();
  const gateway = await startGateway(readConfig({ ...book, PORT: '0' }), () => {});
  expect(gateway.demo).toMatchObject({ token: TOKEN });
  await gateway.close();
});
