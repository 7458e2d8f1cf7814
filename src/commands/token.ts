import { findCompany } from '../domain/companies/find.ts';
import {
  createToken,
  listTokens,
  revokeToken,
  type TokenRecord,
} from '../domain/companies/tokens.ts';
import { notFound } from '../domain/core/errors.ts';
import type { IdCodec } from '../domain/core/ids.ts';
import { readArguments, UsageError } from './arguments.ts';
import { type Command, type CommandRun, runCommand } from './command.ts';
import { textTable } from './table.ts';
import { say } from './terminal.ts';

const tokenCommand: Command = {
  name: 'npm run token',
  usage: `  npm run token -- create [--company COMPANY] [--name NAME] [--expires DAYS|DATE] [--json]
  npm run token -- list [--company COMPANY] [--json]
  npm run token -- revoke TOKEN_ID [--company COMPANY] [--json]
COMPANY is an id or an exact name, needed where there are several. DATE is like 2030-01-31.`,
  parse: parseTokenArguments,
};

const DAY_MS = 24 * 60 * 60 * 1000;

interface TokenOptions {
  readonly company: string | null;
  readonly name: string;
  readonly expiresAt: Date | null;
  readonly json: boolean;
}

function parseTokenArguments(args: string[]): CommandRun {
  const { values, positionals } = readArguments(args, {
    company: { type: 'string' },
    name: { type: 'string' },
    expires: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const options: TokenOptions = {
    company: values.company ?? null,
    name: values.name ?? 'Command line',
    expiresAt: values.expires === undefined ? null : readExpiry(values.expires),
    json: values.json,
  };
  const [action, id, ...more] = positionals;
  if (action === 'create' && id === undefined) return createTokenCommand(options);
  if (action === 'list' && id === undefined) return listTokensCommand(options);
  if (action === 'revoke' && id !== undefined && more.length === 0) {
    return revokeTokenCommand(options, id);
  }
  throw new UsageError('Say what to do: create, list, or revoke with the id of a token.');
}

/** Parses a number of days or a date to a moment in the future. @throws UsageError */
function readExpiry(expires: string): Date {
  const isDays = /^\d{1,5}$/.test(expires);
  const moment = isDays ? new Date(Date.now() + Number(expires) * DAY_MS) : new Date(expires);
  // `new Date` accepts 31 February as 3 March.
  const isDate = /^\d{4}-\d\d-\d\d$/.test(expires) && dayOf(moment) === expires;
  if (!isDays && !isDate) {
    throw new UsageError(`--expires takes a number of days or a date, not "${expires}".`);
  }
  if (moment.getTime() <= Date.now()) throw new UsageError(`${expires} is not in the future.`);
  return moment;
}

/** Returns the day of a moment in UTC; an empty text for an invalid date. */
const dayOf = (moment: Date) =>
  Number.isNaN(moment.getTime()) ? '' : moment.toISOString().slice(0, 10);

const createTokenCommand =
  ({ company, name, expiresAt, json }: TokenOptions): CommandRun =>
  async ({ db, ids }) => {
    const { id: companyId, ownerId } = await findCompany(db, ids, company);
    const created = await createToken(db, { companyId, userId: ownerId }, name, expiresAt);
    const id = ids.encode(created.id);
    if (json) say(JSON.stringify({ id, token: created.token }));
    else say(`Created the token ${id}. It is shown only once:\n${created.token}`);
    return 0;
  };

const listTokensCommand =
  ({ company, json }: TokenOptions): CommandRun =>
  async ({ db, ids }) => {
    const tokens = await listTokens(db, (await findCompany(db, ids, company)).id);
    if (json) say(JSON.stringify(tokens.map((token) => tokenColumns(ids, token))));
    else
      say(
        textTable(
          TOKEN_TITLES,
          tokens.map((token) => Object.values(tokenColumns(ids, token))),
        ),
      );
    return 0;
  };

const revokeTokenCommand =
  ({ company, json }: TokenOptions, id: string): CommandRun =>
  async ({ db, ids }) => {
    const { id: companyId } = await findCompany(db, ids, company);
    const number = /^\d{1,9}$/.test(id) ? Number(id) : ids.decode('ApiToken', id);
    const done = await revokeToken(db, companyId, number);
    if (!done) throw notFound('working token', id);
    say(
      json
        ? JSON.stringify({ id: ids.encode(number), revoked: true })
        : `Revoked the token ${ids.encode(number)}.`,
    );
    return 0;
  };

const TOKEN_TITLES = ['id', 'name', 'created', 'last used', 'expires', 'revoked'];

/** Returns the columns of a token in a list, without its secret. */
const tokenColumns = (
  ids: IdCodec,
  { id, name, createdAt, lastUsedAt, expiresAt, revokedAt }: TokenRecord,
) => ({
  id: ids.encode(id),
  name,
  createdAt,
  lastUsedAt,
  expiresAt,
  revokedAt,
});

await runCommand(tokenCommand);
