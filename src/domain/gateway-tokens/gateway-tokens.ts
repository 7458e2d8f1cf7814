import { isDeepStrictEqual } from 'node:util';
import { anyCompany, columnName, join, raw, type Sql, sql } from '../../db/sql.ts';
import { touchClients } from '../changes/changes.ts';
import { resolveClient } from '../clients/match/selection.ts';
import { checkVersion } from '../clients/version.ts';
import { requireAdmin } from '../companies/roles.ts';
import type { ViewerContext } from '../core/context.ts';
import {
  type DomainError,
  DomainErrors,
  domainErrorsOf,
  type InputPath,
  invalidInput,
  notFound,
} from '../core/errors.ts';
import { kinds } from '../core/kinds.ts';
import { type WriteContext, type WriteRequest, type Written, write } from '../core/write.ts';
import { fieldsOf, gatewayTokenFields } from '../records/fields.ts';
import type { Values } from '../records/values.ts';
import { validateNewToken, validateTokenValues } from './input.ts';

/** A written gateway token and its client, by id. */
export interface ChangedToken {
  readonly tokenId: number;
  readonly clientId: number;
}

/** A gateway token to write. */
export interface NamedToken {
  readonly id: string;
  /** The expected version of its client; null for any. */
  readonly expectedVersion?: number | null | undefined;
}

/** The client of a new gateway token. */
export interface TokenOwner {
  /** An id; null is refused along with every other error. */
  readonly clientId: string | null;
  readonly expectedVersion?: number | null | undefined;
}

/** The path of the client in a request. */
const CLIENT: InputPath = ['clientId'];

const writableFields = fieldsOf(gatewayTokenFields).filter(([, { write }]) => write);

/**
 * Creates a gateway token. For owners and admins.
 * @param owner the client; the id of a merged one leads to its survivor
 * @param values fields by name
 * @throws FORBIDDEN, DomainErrors with everything that is wrong with the input, NOT_FOUND, CONFLICT, and what `write`
 * throws
 */
export async function createGatewayToken(
  context: ViewerContext,
  { clientId, expectedVersion }: TokenOwner,
  values: Values,
  request: WriteRequest,
): Promise<Written<ChangedToken>> {
  requireAdmin(context.viewer);
  const { value: row, errors } = validateNewToken(context.ids, values);
  if (clientId === null || errors.length > 0) {
    throw new DomainErrors([...(await ownerErrors(context, clientId)), ...errors]);
  }
  return await write(context, request, async (writing) => {
    const client = await resolveClient(writing, { id: clientId, expectedVersion }, CLIENT);
    if (row.isDefault === true) await dropDefault(writing, client.id);
    const names = Object.keys(row);
    const [made] = await writing.db.query<{ id: number }>(sql`
      insert into gateway_tokens (company_id, client_id, ${join(names.map(columnOf))})
      values (${writing.viewer.companyId}, ${client.id}, ${join(Object.entries(row).map(columnValue))})
      returning id`);
    await touchClients(writing, [client.id], ['gatewayTokens']);
    return { tokenId: (made as { id: number }).id, clientId: client.id };
  });
}

/** Finds the errors of the client of an invalid token, so that all errors are reported at once. */
async function ownerErrors(
  context: ViewerContext,
  clientId: string | null,
): Promise<readonly DomainError[]> {
  if (clientId === null) {
    return [invalidInput('A gateway token needs a client.', CLIENT, 'required')];
  }
  try {
    await resolveClient(context, { id: clientId }, CLIENT);
    return [];
  } catch (error) {
    const refusals = domainErrorsOf(error);
    if (!refusals) throw error;
    return refusals;
  }
}

/**
 * Changes a gateway token, even a deleted one. Absent fields are left alone; nothing is written when all values are the
 * same. For owners and admins.
 * @throws FORBIDDEN, DomainErrors, NOT_FOUND, CONFLICT, and what `write` throws
 */
export async function updateGatewayToken(
  context: ViewerContext,
  named: NamedToken,
  values: Values,
  request: WriteRequest,
): Promise<Written<ChangedToken>> {
  requireAdmin(context.viewer);
  const { value, errors } = validateTokenValues(context.ids, values);
  if (errors.length > 0) throw new DomainErrors(errors);
  const changes = Object.entries(value);
  return await changeToken(context, named, request, async (writing, token) => {
    const differs = changes.some(([name, value]) => !isDeepStrictEqual(token.values[name], value));
    if (!differs) return false;
    if (values.isDefault === true) await dropDefault(writing, token.clientId);
    const assignments = changes.map((entry) => sql`${columnOf(entry[0])} = ${columnValue(entry)}`);
    await writing.db.query(sql`
      update gateway_tokens set ${join(assignments)}, updated_at = statement_timestamp()
      where company_id = ${anyCompany(writing.viewer.companyId)} and id = ${token.id}`);
    return true;
  });
}

/**
 * Marks a gateway token as deleted: no list contains it any more, and it is read only by its id. A deleted one is left
 * alone. For owners and admins.
 * @throws FORBIDDEN, NOT_FOUND, CONFLICT, and what `write` throws
 */
export async function deleteGatewayToken(
  context: ViewerContext,
  named: NamedToken,
  request: WriteRequest,
): Promise<Written<ChangedToken>> {
  requireAdmin(context.viewer);
  return await changeToken(context, named, request, async ({ db, viewer }, token) => {
    if (token.isDeleted) return false;
    await db.query(sql`
      update gateway_tokens set is_deleted = true, archived_at = statement_timestamp(), updated_at = statement_timestamp()
      where company_id = ${anyCompany(viewer.companyId)} and id = ${token.id}`);
    return true;
  });
}

interface StoredToken {
  readonly id: number;
  readonly clientId: number;
  readonly isDeleted: boolean;
  readonly values: Values;
}

/** Writes a gateway token in a transaction. @param change returns whether anything changed */
async function changeToken(
  context: ViewerContext,
  { id, expectedVersion }: NamedToken,
  request: WriteRequest,
  change: (writing: WriteContext, token: StoredToken) => Promise<boolean>,
): Promise<Written<ChangedToken>> {
  const number = context.ids.decode('GatewayToken', id, ['id']);
  return await write(context, request, async (writing) => {
    const columns = writableFields.map(([name]) => sql`t.${columnOf(name)} as ${raw(`"${name}"`)}`);
    const [row] = await writing.db.query<Omit<StoredToken, 'values'> & { version: number }>(sql`
      select t.id, t.client_id as "clientId", t.is_deleted as "isDeleted", c.version, ${join(columns)}
      from gateway_tokens t join clients c on c.company_id = t.company_id and c.id = t.client_id
      where t.company_id = ${anyCompany(writing.viewer.companyId)} and t.id = ${number}`);
    if (!row) throw notFound('gateway token', id, ['id']);
    checkVersion({ id: row.clientId, version: row.version }, expectedVersion);
    const { clientId, isDeleted, ...values } = row;
    const changed = await change(writing, { id: number, clientId, isDeleted, values });
    if (changed) await touchClients(writing, [clientId], ['gatewayTokens']);
    return { tokenId: number, clientId };
  });
}

/** Removes the default mark from a client's gateway tokens: another one takes it over. */
async function dropDefault({ db, viewer }: WriteContext, clientId: number): Promise<void> {
  await db.query(sql`
    update gateway_tokens set is_default = false, updated_at = statement_timestamp()
    where company_id = ${anyCompany(viewer.companyId)} and client_id = ${clientId} and is_default`);
}

const columnOf = (name: string): Sql => raw(columnName(name));

const columnType = (name: string): string =>
  kinds[gatewayTokenFields[name as keyof typeof gatewayTokenFields].kind].sqlType;

const columnValue = ([name, value]: readonly [string, unknown]): Sql => {
  const stored = name === 'meta' ? JSON.stringify(value) : value;
  return sql`${stored}::${raw(columnType(name))}`;
};
