import { readFile } from 'node:fs/promises';
import assigned from '@unicode/unicode-14.0.0/Binary_Property/Assigned/code-points.mjs';
import privateUse from '@unicode/unicode-14.0.0/General_Category/Private_Use/code-points.mjs';
import surrogates from '@unicode/unicode-14.0.0/General_Category/Surrogate/code-points.mjs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrationScript, tableModule } from '../../scripts/foldings.ts';
import { type Database, openDatabase } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { foldIdentity, foldSearch } from '../../src/domain/text/folding.ts';
import { newBook } from '../support/command.ts';

let db: Database;

beforeAll(async () => {
  const { DATA_DIR, DATABASE_URL } = await newBook();
  const url = DATABASE_URL || null;
  db = await openDatabase({ url, folder: DATA_DIR });
  await migrate(db, url);
}, 120_000);

afterAll(async () => {
  await db.close();
});

/** Code points that are left out: NUL and surrogates, which no database stores, and private use, which has no rules. */
const without = new Set([0, ...surrogates, ...privateUse]);

/** Characters of Unicode 14. */
const signs = assigned
  .filter((point) => !without.has(point))
  .map((point) => String.fromCodePoint(point));

const marks = signs.filter((sign) => /\p{M}/u.test(sign));
const cased = signs.filter((sign) => /\p{Lu}|\p{Ll}|\p{Lt}/u.test(sign));

const oneOf = (list: readonly string[]) =>
  fc.nat(list.length - 1).map((place) => list[place] as string);

const foldings = [
  ['fold_identity', foldIdentity],
  ['fold_search', foldSearch],
] as const;

async function foldedInSql(name: string, texts: readonly string[]): Promise<string[]> {
  const { rows } = await db.pool.query(
    `select array_agg(${name}(t) order by i) as folded from unnest($1::text[]) with ordinality x(t, i)`,
    [texts],
  );
  return rows[0].folded;
}

/** Returns the first ten texts that are folded differently than expected. */
const differing = (texts: readonly string[], folded: string[], expected: string[]) =>
  texts
    .map((text, at) => ({ text, folded: folded[at], expected: expected[at] }))
    .filter((one) => one.folded !== one.expected)
    .slice(0, 10);

test('texts with equal identity are equal in a search', () => {
  const texts = [...signs, ...cased.map((sign) => `${sign}\u0345\u0301`)];
  const identities = texts.map(foldIdentity).map(foldSearch);
  expect(differing(texts, identities, texts.map(foldSearch))).toEqual([]);
});

test('the migration and the table match Unicode', async () => {
  expect(await readFile('prisma/migrations/0008_two_foldings/migration.sql', 'utf8')).toBe(
    migrationScript,
  );
  expect(await readFile('src/domain/text/fold-table.ts', 'utf8')).toBe(tableModule);
});

test.each(foldings)(
  '%s folds every sign as the process does',
  { timeout: 120_000 },
  async (name, fold) => {
    const texts = [...signs, ...[...marks, ...cased].map((sign) => `a${sign}\u0301b`)];
    expect(differing(texts, await foldedInSql(name, texts), texts.map(fold))).toEqual([]);
  },
);

test.each(foldings)(
  '%s folds texts of all scripts as the process does',
  { timeout: 120_000 },
  async (name, fold) => {
    const sign = fc.oneof(oneOf(signs), oneOf(marks), oneOf(cased));
    const texts = fc.sample(fc.string({ unit: sign, maxLength: 12 }), 5000);
    expect(differing(texts, await foldedInSql(name, texts), texts.map(fold))).toEqual([]);
    // A folded text folds to itself, and both Unicode forms of a text fold to the same text.
    for (const same of [
      fold,
      (text: string) => text.normalize('NFD'),
      (text: string) => text.normalize('NFC'),
    ]) {
      expect(differing(texts, texts.map(same).map(fold), texts.map(fold))).toEqual([]);
    }
  },
);

test.each([
  ['STRASSE', 'straße', 'same', 'same'],
  ['STRAẞE', 'strasse', 'same', 'same'],
  ['ΠΑΠΑΔΟΠΟΥΛΟΣ', 'παπαδοπουλος', 'same', 'same'],
  ['ΠΑΠΑΔΟΠΟΥΛΟΣ', 'Παπαδόπουλος', 'other', 'same'],
  ['caf\u00e9', 'CAFE\u0301', 'same', 'same'],
  ['café', 'cafe', 'other', 'same'],
  ['a\u0323\u0302', 'Ậ', 'same', 'same'],
  ['a\u0302\u0323', 'a\u0323\u0302', 'same', 'same'],
  ['İstanbul', 'istanbul', 'other', 'same'],
  ['İ', 'i\u0307', 'same', 'same'],
  ['ISPARTA', 'ısparta', 'other', 'other'],
  ['ﬁnance', 'FINANCE', 'same', 'same'],
  ['Ｆｕｌｌ　１２', 'full 12', 'other', 'same'],
  ['ﾊﾞｽ', 'バス', 'other', 'same'],
  ['ハス', 'バス', 'other', 'other'],
  ['МОСКВА', 'Москва', 'same', 'same'],
  ['Ёлка', 'елка', 'other', 'same'],
  ['ԵՒՐՈՊԱ', 'Եւրոպա', 'same', 'same'],
  ['Ა', 'ა', 'same', 'same'],
  ['Ꭰ', 'ꭰ', 'same', 'same'],
  ['Ꮤ', 'ꮤ', 'same', 'same'],
  ['𐐀', '𐐨', 'same', 'same'],
  ['𞤀', '𞤢', 'same', 'same'],
  ['Å', 'Å', 'same', 'same'],
  ['№', 'No', 'other', 'same'],
  ['שָׁלוֹם', 'שלום', 'other', 'same'],
  ['مُحَمَّد', 'محمد', 'other', 'same'],
  ['กำ', 'กา', 'other', 'other'],
  ['की', 'क', 'other', 'other'],
  ['Łódź', 'lodz', 'other', 'other'],
  ['한국', '\u1112\u1161\u11ab\u1100\u116e\u11a8', 'same', 'same'],
  ['葛\u{e0100}', '葛', 'other', 'same'],
])(
  '%s and %s are %s as names of one record, %s in a search',
  async (one, other, identity, search) => {
    const compared = async (name: string) => {
      const [a, b] = await foldedInSql(name, [one, other]);
      return a === b ? 'same' : 'other';
    };
    expect([await compared('fold_identity'), await compared('fold_search')]).toEqual([
      identity,
      search,
    ]);
  },
);
