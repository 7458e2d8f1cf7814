import bcrypt from 'bcryptjs';
import { sql } from '../../src/db/sql.ts';
import { confirmPassword } from '../../src/domain/companies/password.ts';
import { type Api, expect, test } from '../support/api.ts';

const PURGE = `mutation ($id: ID!) {
  purgeClient(id: $id, dryRun: true) {
    receipt { clientId }
    userErrors { __typename code message ... on PasswordError { attemptsLeft lockedUntil } }
  }
}`;

/** Tries to confirm something with headers. @returns `done`, or the code of the refusal and what it says besides */
async function attempt(api: Api, headers: Record<string, string>) {
  const [id] = await api.has({});
  const { purgeClient } = await api.ask(PURGE, { id }, headers);
  const [error] = purgeClient.userErrors;
  return error ?? (purgeClient.receipt.clientId === id ? 'done' : 'nothing');
}

const withPassword = (api: Api, password: string) => attempt(api, { 'x-api-password': password });

const setHash = (api: Api, hash: string | null) =>
  api.db.query(
    sql`update users set password_hash = ${hash} where company_id = ${api.companyId} and id = 1`,
  );

test('requires a password', async ({ api }) => {
  for (const headers of [{}, { 'x-api-password': '' }] as Record<string, string>[]) {
    expect(await attempt(api, headers)).toEqual({
      __typename: 'PasswordError',
      code: 'PASSWORD_REQUIRED',
      message: 'Confirm this with your login password in the header X-API-PASSWORD.',
      attemptsLeft: null,
      lockedUntil: null,
    });
  }
});

test('the right password of the owner and of an admin confirms, plain or in base64', async ({
  api,
}) => {
  const base64 = Buffer.from(api.password).toString('base64');
  expect(await withPassword(api, api.password)).toBe('done');
  expect(await attempt(api, { 'x-api-password-base64': base64 })).toBe('done');
  expect(await withPassword(await api.colleague('admin'), api.password)).toBe('done');
});

test('the password in base64 wins over the plain one', async ({ api }) => {
  const headers = { 'x-api-password': 'wrong', 'x-api-password-base64': btoa(api.password) };
  expect(await attempt(api, headers)).toBe('done');
});

test.for(['$2a$', '$2b$', '$2y$'])(
  'hashes of existing users that start with %s are read',
  async (start, { api }) => {
    const hash = await bcrypt.hash('Grüße ✓', 4);
    await setHash(api, start + hash.slice(4));
    const encode = (text: string) => ({
      'x-api-password-base64': Buffer.from(text).toString('base64'),
    });
    expect(await attempt(api, encode('Grüße ✓'))).toBe('done');
    expect((await attempt(api, encode('Grusse ✓'))).code).toBe('PASSWORD_INVALID');
    // As a program sends it that knows nothing but bytes; fetch takes each of them for a letter of Latin-1.
    const bytes = Buffer.from('Grüße ✓').toString('latin1');
    expect(await withPassword(api, bytes)).toBe('done');
    await setHash(api, await bcrypt.hash('Grüße', 4));
    expect(await withPassword(api, 'Grüße')).toBe('done');
  },
);

test('refuses a member, whatever the password', async ({ api }) => {
  const member = await api.colleague('member');
  expect((await withPassword(member, api.password)).code).toBe('FORBIDDEN');
  expect((await attempt(member, {})).code).toBe('FORBIDDEN');
});

test('a user without a password, or with a hash of another kind, cannot confirm', async ({
  api,
}) => {
  await setHash(api, null);
  expect((await withPassword(api, api.password)).code).toBe('FORBIDDEN');
  await setHash(api, 'not a hash');
  expect((await withPassword(api, api.password)).code).toBe('PASSWORD_INVALID');
});

test('after five wrong passwords none is accepted until the lock ends', async ({ api }) => {
  const answers = [];
  for (let i = 0; i < 6; i += 1) answers.push(await withPassword(api, 'wrong'));
  expect(answers.map(({ code, attemptsLeft }) => [code, attemptsLeft])).toEqual([
    ['PASSWORD_INVALID', 4],
    ['PASSWORD_INVALID', 3],
    ['PASSWORD_INVALID', 2],
    ['PASSWORD_INVALID', 1],
    ['PASSWORD_INVALID', 0],
    ['PASSWORD_LOCKED', 0],
  ]);
  expect(answers[4].lockedUntil).toBe(answers[5].lockedUntil);
  expect(Date.parse(answers[5].lockedUntil)).toBeGreaterThan(Date.now());
  expect((await withPassword(api, api.password)).code).toBe('PASSWORD_LOCKED');
  await api.db.query(
    sql`update password_attempts set locked_until = now() where company_id = ${api.companyId}`,
  );
  expect((await withPassword(api, 'wrong')).attemptsLeft).toBe(4);
  expect(await withPassword(api, api.password)).toBe('done');
});

test('a right password resets the count of wrong ones', async ({ api }) => {
  for (let i = 0; i < 4; i += 1) await withPassword(api, 'wrong');
  expect(await withPassword(api, api.password)).toBe('done');
  expect((await withPassword(api, 'wrong')).attemptsLeft).toBe(4);
});

test("one user's wrong passwords lock nobody else", async ({ api, other }) => {
  const admin = await api.colleague('admin');
  for (let i = 0; i < 5; i += 1) await withPassword(api, 'wrong');
  expect(await withPassword(admin, api.password)).toBe('done');
  expect(await withPassword(other, other.password)).toBe('done');
});

test('twenty aliases in one request count as twenty attempts', async ({ api }) => {
  const ids = await api.has(...Array.from({ length: 20 }, () => ({})));
  const fields = ids.map((id, i) => `a${i}: purgeClient(id: "${id}") { userErrors { code } }`);
  const data = await api.ask(`mutation { ${fields.join(' ')} }`, {}, { 'x-api-password': 'wrong' });
  const codes = Object.values(data).map(
    (payload) => (payload as { userErrors: { code: string }[] }).userErrors[0]?.code,
  );
  expect(codes).toEqual([
    ...Array(5).fill('PASSWORD_INVALID'),
    ...Array(15).fill('PASSWORD_LOCKED'),
  ]);
});

test('of twenty concurrent guesses at most five are compared', async ({ api }) => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => withPassword(api, 'wrong')));
  const left = answers.filter(({ code }) => code === 'PASSWORD_INVALID');
  expect(left.map(({ attemptsLeft }) => attemptsLeft).sort()).toEqual([0, 1, 2, 3, 4]);
  expect(answers.filter(({ code }) => code === 'PASSWORD_LOCKED')).toHaveLength(15);
});

test('a guard can accept every role with a password', async ({ api }) => {
  const { db, companyId, password } = await api.colleague('member');
  const viewer = { companyId, userId: 2, tokenId: 1, role: 'member' } as const;
  await confirmPassword({ db, viewer, password }, ['owner', 'admin', 'member']);
});
