import { createCompany } from '../domain/company/create.ts';
import { type Command, readArguments, runCommand, say, UsageError, type Work } from './command.ts';

const command: Command = {
  name: 'npm run company',
  usage: '  npm run company -- create --name NAME --email EMAIL --password PASSWORD [--json]',
  read,
};

function read(args: string[]): Work {
  const { values, positionals } = readArguments(args, {
    name: { type: 'string' },
    email: { type: 'string' },
    password: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (positionals.join(' ') !== 'create') throw new UsageError('Say what to do: create.');
  const { name, email, password, json } = values;
  if (name === undefined || email === undefined || password === undefined) {
    throw new UsageError('A company needs --name, and its owner --email and --password.');
  }
  return async ({ db, ids }) => {
    const { companyId, userId, token } = await createCompany(db, { name, email, password });
    const made = { companyId: ids.encode(companyId), userId: ids.encode(userId), token };
    if (json) say(JSON.stringify(made));
    else {
      say(`Made the company ${name}.
  company   ${made.companyId}
  owner     ${made.userId} (${email})
  token     ${token}
The token is shown only now.`);
    }
    return 0;
  };
}

await runCommand(command);
