import bcrypt from 'bcryptjs';
import type { Queryable } from '../../db/database.ts';
import { anyCompany, sql } from '../../db/sql.ts';
import { MAX_PASSWORD_BYTES } from '../core/bcrypt.ts';
import type { ViewerContext } from '../core/context.ts';
import { DomainError } from '../core/errors.ts';
import type { Viewer } from '../core/viewer.ts';
import { requireStorable } from '../text/text.ts';

/** The number of wrong passwords in a row after which none is accepted for a while. */
export const MAX_FAILURES = 5;

/** The minutes for which no password is accepted then. */
export const LOCK_MINUTES = 15;

/** The context of a check of the viewer's password. */
export interface PasswordContext extends Pick<ViewerContext, 'db' | 'viewer'> {
  /** The password with which the request confirms itself; null for none. */
  readonly password: string | null;
}

/** The roles that may do what a password guards, unless others are given. */
const GUARDIANS: readonly Viewer['role'][] = ['owner', 'admin'];

/** The stored login of a user. */
interface Login {
  readonly hash: string | null;
  /** The end of the lock; null when passwords are accepted. */
  readonly lockedUntil: Date | null;
}

/**
 * Checks that the request carries the login password of the viewer. Call it before the write that it guards, outside of
 * its transaction: failures must count even when that write is refused or rolled back. The comparison is slow on
 * purpose and holds no lock. Its result counts only in the statement that follows, which locks the user's row. So of
 * guesses that are sent at once, no more than `MAX_FAILURES` learn whether they are right, whichever requests, fields
 * or processes they come from.
 * @param roles that may do what is guarded
 * @throws FORBIDDEN, PASSWORD_REQUIRED, PASSWORD_INVALID (`attemptsLeft`) or PASSWORD_LOCKED (`lockedUntil`)
 */
export async function confirmPassword(
  { db, viewer, password }: PasswordContext,
  roles: readonly Viewer['role'][] = GUARDIANS,
): Promise<void> {
  if (!roles.includes(viewer.role)) {
    throw new DomainError('FORBIDDEN', `Only an ${roles.join(' or ')} may do this.`);
  }
  if (password === null || password === '') {
    throw new DomainError(
      'PASSWORD_REQUIRED',
      'Confirm this with your login password in the header X-API-PASSWORD.',
    );
  }
  requireStorable(password, ['password']);
  const { hash, lockedUntil } = await readLogin(db, viewer);
  if (hash === null) {
    throw new DomainError('FORBIDDEN', 'The user has no login password to confirm this with.');
  }
  if (lockedUntil !== null) throw locked(lockedUntil);
  if (await isPasswordOf(hash, password)) await noteSuccess(db, viewer);
  else throw await noteFailure(db, viewer);
}

/**
 * Compares a typed password with a hash. Keyboards and systems write the same letters in different ways, so each of
 * Unicode's forms is tried: hashes are made of the composed form, older ones of the form that was typed.
 */
async function isPasswordOf(hash: string, typed: string): Promise<boolean> {
  const forms = new Set([typed.normalize('NFC'), typed, typed.normalize('NFD')]);
  for (const form of forms) {
    // bcrypt would ignore the rest, and no stored password is longer.
    if (Buffer.byteLength(form) > MAX_PASSWORD_BYTES) continue;
    if (await bcrypt.compare(form, hash)) return true;
  }
  return false;
}

async function readLogin(db: Queryable, { companyId, userId }: Viewer): Promise<Login> {
  const [login] = await db.query<Login>(sql`
    select u.password_hash as hash, case when a.locked_until > now() then a.locked_until end as "lockedUntil"
    from users u left join password_attempts a on a.company_id = u.company_id and a.user_id = u.id
    where u.company_id = ${anyCompany(companyId)} and u.id = ${userId}`);
  return login as Login;
}

/** Resets the count of failures, unless they have locked the user in the meantime. */
async function noteSuccess(db: Queryable, viewer: Viewer): Promise<void> {
  const counted = await db.query(sql`
    insert into password_attempts as a (company_id, user_id) values (${viewer.companyId}, ${viewer.userId})
    on conflict (company_id, user_id) do update set failures = 0, locked_until = null
    where a.locked_until is null or a.locked_until <= now()
    returning failures`);
  if (counted.length === 0) throw await lockedMeanwhile(db, viewer);
}

/** Counts a failure. A lock that has ended starts the count again. */
async function noteFailure(db: Queryable, viewer: Viewer): Promise<DomainError> {
  const [counted] = await db.query<{ failures: number; lockedUntil: Date | null }>(sql`
    insert into password_attempts as a (company_id, user_id, failures) values (${viewer.companyId}, ${viewer.userId}, 1)
    on conflict (company_id, user_id) do update
    set failures = case when a.locked_until is null then a.failures + 1 else 1 end,
      locked_until = case when a.locked_until is null and a.failures + 1 >= ${MAX_FAILURES}
        then now() + ${LOCK_MINUTES} * interval '1 minute' end
    where a.locked_until is null or a.locked_until <= now()
    returning failures, locked_until as "lockedUntil"`);
  if (!counted) return await lockedMeanwhile(db, viewer);
  const { failures, lockedUntil } = counted;
  const attemptsLeft = MAX_FAILURES - failures;
  return new DomainError('PASSWORD_INVALID', 'The password is wrong.', [], {
    attemptsLeft,
    ...(lockedUntil ? { lockedUntil } : {}),
  });
}

const lockedMeanwhile = async (db: Queryable, viewer: Viewer): Promise<DomainError> =>
  locked((await readLogin(db, viewer)).lockedUntil ?? new Date());

const locked = (until: Date): DomainError =>
  new DomainError(
    'PASSWORD_LOCKED',
    `After ${MAX_FAILURES} wrong passwords none is accepted until ${until.toISOString()}.`,
    [],
    { attemptsLeft: 0, lockedUntil: until },
  );
