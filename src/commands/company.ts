import { createCompany } from '../domain/companies/create.ts';
import { listCompanies } from '../domain/companies/find.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, type CommandRun, runCommand } from './command.ts';
import { textTable } from './table.ts';
import { complain, readSecret, say } from './terminal.ts';

const companyCommand: Command = {
  name: 'npm run company',
  usage: `  npm run company -- create --name NAME --email EMAIL [--json]
  npm run company -- list [--json]
The password of the owner is asked for, or read from standard input: at least 10 characters. For scripts there is
--password PASSWORD, which other users of the machine can read.`,
  parse: parseCompanyArguments,
};

const VISIBLE_PASSWORD = `Warning: a password on the command line can be read by other users of this machine and stays in
the history of the shell. Leave out --password to be asked for it, or send it to standard input.`;

async function parseCompanyArguments(args: string[]): Promise<CommandRun> {
  const { values, positionals } = readArguments(args, {
    name: { type: 'string' },
    email: { type: 'string' },
    password: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const { name, email, password, json } = values;
  const [action, ...more] = positionals;
  if (action === 'list' && more.length === 0) return listCommand(json);
  if (action !== 'create' || more.length > 0) {
    throw new UsageError('Say what to do: create or list.');
  }
  if (name === undefined || email === undefined) {
    throw new UsageError('A company needs --name, and its owner --email.');
  }
  if (password !== undefined) complain(VISIBLE_PASSWORD);
  return createCommand({ name, email, password: password ?? (await askForPassword(email)) }, json);
}

/** Reads the password of the owner, twice at a terminal. @throws UsageError if it is missing or the two differ */
async function askForPassword(email: string): Promise<string> {
  const password = await readSecret(`Password of ${email}: `);
  if (password === null) {
    throw new UsageError('The owner needs a password: type it, or send it to standard input.');
  }
  if (process.stdin.isTTY && (await readSecret('The same again: ')) !== password) {
    throw new UsageError('The two passwords differ.');
  }
  return password;
}

const createCommand =
  (company: { name: string; email: string; password: string }, json: boolean): CommandRun =>
  async ({ db, ids }) => {
    const { companyId, userId, token } = await createCompany(db, company);
    const created = { companyId: ids.encode(companyId), userId: ids.encode(userId), token };
    if (json) say(JSON.stringify(created));
    else {
      say(`Created the company ${company.name}.
  company   ${created.companyId}
  owner     ${created.userId} (${company.email})
  token     ${token}
The token is shown only once.`);
    }
    return 0;
  };

const COMPANY_TITLES = ['id', 'name', 'owner', 'created'];

const listCommand =
  (json: boolean): CommandRun =>
  async ({ db, ids }) => {
    const companies = (await listCompanies(db)).map(({ id, name, ownerEmail, createdAt }) => ({
      id: ids.encode(id),
      name,
      ownerEmail,
      createdAt,
    }));
    if (json) say(JSON.stringify(companies));
    else say(textTable(COMPANY_TITLES, companies.map(Object.values)));
    return 0;
  };

await runCommand(companyCommand);
