import type { Queryable } from '../../db/database.ts';
import { sql } from '../../db/sql.ts';
import type { ViewerContext } from '../core/context.ts';
import { DomainError, invalidInput } from '../core/errors.ts';
import type { IdCodec } from '../core/ids.ts';
import { readText } from '../text/text.ts';

/** A company as it is named on the command line. */
export interface CompanyRecord {
  readonly id: number;
  readonly name: string;
  /** First folder of its documents in the store. */
  readonly key: string;
  /** Number of its owner. */
  readonly ownerId: number;
}

/** The message for a database without a company, with the command that creates one. */
export const NO_COMPANY =
  'There is no company yet. Make one: npm run company -- create --name NAME --email EMAIL';

/** The maximum of companies that a message lists. */
const SHOWN = 20;

/**
 * Finds a company by its id, hashed or as a plain number, or by its exact name. No rights are checked: this is for
 * operators.
 * @param named null for the only company there is
 * @throws NOT_FOUND when there is none, INVALID_INPUT when several match
 */
export async function findCompany(
  db: Queryable,
  ids: IdCodec,
  named: string | null,
): Promise<CompanyRecord> {
  const name = named === null ? null : readText(named, ['company']);
  const companies = await db.query<CompanyRecord>(sql`
    select c.id, c.name, c.company_key as key, (
      select min(u.id) from users u where u.company_id = c.id and u.role = 'owner') as "ownerId"
    from companies c where ${named}::text is null or c.id = ${numberOf(ids, named)}::integer or c.name = ${name}
    order by c.id limit ${SHOWN + 1}`);
  const [company, ...others] = companies;
  if (company && others.length === 0) return company;
  if (company) throw invalidInput(severalCompanies(ids, companies, named));
  throw new DomainError(
    'NOT_FOUND',
    named === null ? NO_COMPANY : `There is no company "${named}".`,
  );
}

/** A company as operators list it. */
export interface ListedCompany {
  readonly id: number;
  readonly name: string;
  /** Null when the owner has none. */
  readonly ownerEmail: string | null;
  readonly createdAt: Date;
}

/** Returns all companies of the database, oldest first. */
export const listCompanies = (db: Queryable): Promise<ListedCompany[]> =>
  db.query<ListedCompany>(sql`
    select c.id, c.name, o.email as "ownerEmail", c.created_at as "createdAt"
    from companies c left join lateral (
      select u.email from users u where u.company_id = c.id and u.role = 'owner' order by u.id limit 1) o on true
    order by c.id`);

function numberOf(ids: IdCodec, named: string | null): number | null {
  if (named === null) return null;
  return /^\d{1,9}$/.test(named) ? Number(named) : ids.decodeHash(named);
}

function severalCompanies(
  ids: IdCodec,
  companies: readonly CompanyRecord[],
  named: string | null,
): string {
  const list = companies.slice(0, SHOWN).map(({ id, name }) => `${ids.encode(id)} (${name})`);
  const more = companies.length > SHOWN ? ' and others' : '';
  const which =
    named === null ? 'There are several companies' : `Several companies are called "${named}"`;
  return `${which}; say which one by its id: ${list.join(', ')}${more}.`;
}

/** Reads the names of the viewer and of the company. */
export async function namesOfViewer({
  db,
  viewer,
}: Pick<ViewerContext, 'db' | 'viewer'>): Promise<{ company: string; user: string }> {
  const [names] = await db.query<{ company: string; user: string }>(sql`
    select c.name as company, u.name as "user" from companies c join users u on u.company_id = c.id
    where c.id = ${viewer.companyId} and u.id = ${viewer.userId}`);
  if (!names) throw new DomainError('NOT_FOUND', 'The user is gone.');
  return names;
}
