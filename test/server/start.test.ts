import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newBook, run } from '../support/command.ts';
import { GatewayProcess } from '../support/process.ts';
import { uploadForm } from '../support/upload.ts';

/** Starting processes and databases takes its time. */
const long = { timeout: 120_000 };

test.for(['--help', '-h'])('%s prints the usage and every setting', long, async (option) => {
  const { code, stdout, stderr } = await run('main', [option], {});
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Usage:\n {2}npm start /);
  const readme = await readFile('README.md', 'utf8');
  const files = await readFile('docs/files.md', 'utf8');
  const [, names = ''] = stdout.split('Settings are environment variables');
  for (const [, name = ''] of names.matchAll(/^ {2}([A-Z_]+)$/gm)) {
    expect(readme + files).toContain(`\`${name}`);
  }
});

test('--version prints the version of the package', long, async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  expect(await run('main', ['--version'], {})).toEqual({
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
});

test.for([
  [['--port', '1'], /^Unknown option '--port'/],
  [['4000'], /^"4000" is not an option\./],
] as const)('%j is refused with the usage', long, async ([args, message]) => {
  const { code, stdout, stderr } = await run('main', [...args], {});
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toContain('Usage:\n  npm start ');
});

test('production creates no demo company in an empty database', long, async () => {
  const book = await newBook();
  const gateway = await GatewayProcess.start({ ...book, NODE_ENV: 'production' });
  expect(gateway.said).toContain(
    'There is no company yet. Make one: npm run company -- create --name NAME --email EMAIL',
  );
  expect(gateway.said).not.toMatch(/token|password|DEMO/);
  expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
  await gateway.stop();
  expect(await run('company', ['list', '--json'], book)).toMatchObject({ stdout: '[]\n' });
  const imported = await run('import', ['test/data/documented'], {
    ...book,
    NODE_ENV: 'production',
  });
  expect(imported).toMatchObject({ code: 1, stdout: '' });
  expect(imported.stderr).toMatch(/^There is no company yet\. Make one: npm run company/);
});

test('a gateway answers after the reader of its log has ended', long, async () => {
  const book = await newBook();
  const gateway = await GatewayProcess.start({ ...book });
  // A file where the folder of documents was makes each upload a defect, which is logged.
  await rm(join(book.DATA_DIR, 'documents'), { recursive: true, force: true });
  await writeFile(join(book.DATA_DIR, 'documents'), '');
  const [, token = ''] = /token +(\w{64})/.exec(gateway.said) ?? [];
  gateway.loseLogReader();
  const created = await gateway.ask(token, {
    query: 'mutation { upsertClient(input: { name: "Ash" }) { client { id } } }',
  });
  const variables = { clientId: created.upsertClient.client.id };
  for (const name of ['a.txt', 'b.txt', 'c.txt']) {
    const form = uploadForm(variables, [{ name, bytes: 'a note' }]);
    await expect(gateway.ask(token, form)).rejects.toThrow('INTERNAL_ERROR');
  }
  const { clients } = await gateway.ask(token, { query: '{ clients { totalCount } }' });
  expect(clients.totalCount).toBe(1);
  await gateway.stop();
});
