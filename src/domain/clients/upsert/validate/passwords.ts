import bcrypt from 'bcryptjs';
import { BCRYPT_COST } from '../../../core/bcrypt.ts';
import type { ContactChange } from './contacts.ts';
import type { ValidatedInput } from './validate.ts';

/**
 * Hashes the new portal passwords of an input. bcrypt is slow on purpose, so this comes before the transaction that locks
 * the company.
 */
export async function hashPasswords(input: ValidatedInput): Promise<ValidatedInput> {
  const { contacts, errors } = input;
  if (errors.length > 0 || !contacts?.some(({ password }) => password !== null)) return input;
  const hashed: ContactChange[] = [];
  for (const contact of contacts) {
    const { password } = contact;
    const passwordHash = password === null ? null : await bcrypt.hash(password, BCRYPT_COST);
    hashed.push({ ...contact, passwordHash });
  }
  return { ...input, contacts: hashed };
}
