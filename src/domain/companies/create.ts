import bcrypt from 'bcryptjs';
import type { Database, Queryable, Transaction } from '../../db/database.ts';
import { sql } from '../../db/sql.ts';
import { BCRYPT_COST, MAX_PASSWORD_BYTES } from '../core/bcrypt.ts';
import { invalidInput } from '../core/errors.ts';
import { randomKey } from '../core/random.ts';
import { foldIdentity } from '../text/folding.ts';
import { readText, requireStorable } from '../text/text.ts';
import { createToken } from './tokens.ts';

/** The minimum length of the password with which an owner confirms actions. */
const MIN_OWNER_PASSWORD_CHARACTERS = 10;

/** The settings of a new company: US dollars, the United States, English. */
const DEFAULT_SETTINGS = { currency_id: '1', country_id: '840', language_id: '1' };

/** A company, its owner and a token of the owner. */
export interface NewCompany {
  readonly companyId: number;
  readonly userId: number;
  /** The token itself, which is never shown again. */
  readonly token: string;
}

/**
 * Creates a company with an owner and a token.
 * @throws INVALID_INPUT for an empty name, something that is no e-mail address, or a password that is too short, too
 * long or the e-mail address
 */
export async function createCompany(
  db: Database,
  company: { name: string; email: string; password: string },
): Promise<NewCompany> {
  const name = readText(company.name, ['name']);
  const email = readText(company.email, ['email']);
  if (name === '') throw invalidInput('A company has a name.', ['name']);
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw invalidInput(`"${email}" is not an e-mail address.`, ['email']);
  }
  checkOwnerPassword({ email, password: company.password.normalize('NFC') });
  const passwordHash = await hashPassword(company.password);
  return await db.transaction((tx) => insertCompany(tx, { name, email }, passwordHash));
}

/** Refuses a password that is easily guessed. @throws INVALID_INPUT */
function checkOwnerPassword({ email, password }: { email: string; password: string }): void {
  if ([...password].length < MIN_OWNER_PASSWORD_CHARACTERS) {
    throw invalidInput(
      `The password of an owner has at least ${MIN_OWNER_PASSWORD_CHARACTERS} characters.`,
      ['password'],
    );
  }
  if (foldIdentity(password.trim()) === foldIdentity(email)) {
    throw invalidInput('The password must not be the e-mail address.', ['password']);
  }
}

/** Inserts a company whose values are validated and whose owner's password is hashed. */
export async function insertCompany(
  tx: Transaction,
  { name, email }: { name: string; email: string },
  passwordHash: string,
): Promise<NewCompany> {
  const [row] = await tx.query<{ id: number }>(sql`
    insert into companies (name, company_key, settings)
    values (${name}, ${randomKey(32)}, ${JSON.stringify(DEFAULT_SETTINGS)}::jsonb)
    returning id`);
  const companyId = (row as { id: number }).id;
  const userId = 1;
  await tx.query(sql`insert into company_counters (company_id) values (${companyId})`);
  await tx.query(sql`
    insert into users (company_id, id, email, name, password_hash, role)
    values (${companyId}, ${userId}, ${email}, 'Owner', ${passwordHash}, 'owner')`);
  const { token } = await createToken(tx, { companyId, userId }, 'First token');
  return { companyId, userId, token };
}

/** Hashes a password for storage. @throws INVALID_INPUT when it is empty or over 72 bytes */
export async function hashPassword(password: string): Promise<string> {
  requireStorable(password, ['password']);
  const composed = password.normalize('NFC');
  if (composed === '' || Buffer.byteLength(composed) > MAX_PASSWORD_BYTES) {
    throw invalidInput(`A password has 1 to ${MAX_PASSWORD_BYTES} bytes.`, ['password']);
  }
  return await bcrypt.hash(composed, BCRYPT_COST);
}

/** The company of a first start, with the password of its owner. */
export interface DemoCompany extends NewCompany {
  readonly email: string;
  readonly password: string;
}

/** An advisory lock that nothing else uses: one process creates the demo company, others wait and find it. */
const DEMO_LOCK = 7_266_326;

/** Creates a demo company if the database has none; returns null when it has one. */
export async function ensureCompany(db: Database): Promise<DemoCompany | null> {
  if (await hasCompany(db)) return null;
  const demo = { name: 'Demo Company', email: 'owner@demo.example', password: randomKey(16) };
  const passwordHash = await hashPassword(demo.password);
  return await db.transaction(async (tx) => {
    await tx.query(sql`select pg_advisory_xact_lock(${DEMO_LOCK}::bigint)`);
    if (await hasCompany(tx)) return null;
    const made = await insertCompany(tx, demo, passwordHash);
    return { ...made, email: demo.email, password: demo.password };
  });
}

/** Returns whether the database has any company. */
export async function hasCompany(db: Queryable): Promise<boolean> {
  const rows = await db.query(sql`select from companies limit 1`);
  return rows.length > 0;
}
