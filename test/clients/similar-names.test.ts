import fc from 'fast-check';
import { digitsOfKey, nameKey } from '../../src/domain/clients/duplicates/name-key.ts';
import { similarNames } from '../../src/domain/clients/duplicates/similar-names.ts';
import { similarity, trigramSets } from '../../src/domain/clients/duplicates/trigrams.ts';
import { TimeSlice } from '../../src/domain/core/time-slice.ts';
import { expect, test } from '../support/api.ts';

test.for([
  ['Müller & Co. KG', 'muller'],
  ['MULLER AND COMPANY', 'muller'],
  ['O’Brien, Ltd.', 'obrien'],
  ["O'Brien", 'obrien'],
  ['Bianchi S.p.A.', 'bianchi'],
  ['The   Art-House', 'art house the'],
  ['Smith, John', 'john smith'],
  ['株式会社', '株式会社'],
  ['Ash & Sons', 'and ash sons'],
  ['Co', 'co'],
  ['GmbH', 'gmbh'],
  ['…', null],
  ['A', null],
  ['', null],
] as const)('"%s" is compared as %s', ([name, key]) => {
  expect(nameKey(name)).toBe(key);
});

const word = fc.string({ unit: fc.constantFrom(...'abcé12'), minLength: 1, maxLength: 6 });
const key = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '));

test('computes the same similarity as PostgreSQL', async ({ api }) => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { minLength: 2, maxLength: 2 }),
      async ([one = '', other = '']) => {
        const trigrams = await trigramSets([one, other], new TimeSlice());
        const { rows } = await api.db.pool.query('select similarity($1, $2) as similarity', [
          one,
          other,
        ]);
        expect(similarity(trigrams, 0, 1)).toBeCloseTo(rows[0].similarity, 6);
      },
    ),
    { numRuns: 200 },
  );
});

test.for([0.6, 0.75, 0.9, 1])(
  'no pair of names that is similar to %d is missed',
  async (threshold) => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(key, { minLength: 2, maxLength: 60 }), async (keys) => {
        const trigrams = await trigramSets(keys, new TimeSlice());
        const found = await similarNames(keys, trigrams, threshold, new TimeSlice());
        const expected = keys.flatMap((one, x) =>
          keys.flatMap((other, y) =>
            y < x &&
            digitsOfKey(one) === digitsOfKey(other) &&
            similarity(trigrams, x, y) >= threshold
              ? [`${y} ${x}`]
              : [],
          ),
        );
        const pairs = found.map(({ x, y }) => `${Math.min(x, y)} ${Math.max(x, y)}`);
        expect(pairs.sort()).toEqual(expected.sort());
      }),
      { numRuns: 200 },
    );
  },
);
