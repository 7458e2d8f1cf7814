import fc from 'fast-check';
import Hashids from 'hashids';
import { expect, test } from 'vitest';
import { IdCodec } from '../../src/domain/core/ids.ts';

const numbers = fc.oneof(fc.nat(200_000), fc.nat(2 ** 31 - 1));

test.for(['', 'salt', 'a salt longer than the alphabet '.repeat(3), 'sält ✓'])(
  'ids equal those of Invoice Ninja, salt "%s"',
  (salt) => {
    const existing = new Hashids(salt, 10);
    const ids = new IdCodec(salt);
    fc.assert(
      fc.property(numbers, (number) => {
        expect(ids.encode(number)).toBe(existing.encode(number));
        expect(ids.decodeHash(ids.encode(number))).toBe(number);
      }),
      { numRuns: 2000 },
    );
  },
);

test('a text that is no hash is refused as an id', () => {
  const existing = new Hashids('', 10);
  const ids = new IdCodec();
  const letters = fc.string({
    unit: fc.constantFrom(...'abcdefghijVolejRejNm0123456789'),
    maxLength: 12,
  });
  const nearly = fc
    .tuple(numbers, fc.nat(9), fc.constantFrom(...'abcXYZ0189'))
    .map(([number, at, letter]) => {
      const hash = existing.encode(number);
      return hash.slice(0, at) + letter + hash.slice(at + 1);
    });
  const several = fc
    .array(numbers, { minLength: 2, maxLength: 3 })
    .map((list) => existing.encode(list));
  fc.assert(
    fc.property(fc.oneof(letters, nearly, several), (text) => {
      const [number, ...more] = existing.isValidId(text) ? existing.decode(text) : [];
      const one = typeof number === 'number' && more.length === 0 && number < 2 ** 31;
      expect(ids.decodeHash(text)).toBe(one ? number : null);
    }),
    { numRuns: 5000 },
  );
});

/** Ids that are known from the documentation of the existing API and from its examples. */
const known: Readonly<Record<string, number>> = {
  WjnegYbwZ1: 0,
  VolejRejNm: 1,
  Wpmbk5ezJn: 2,
  Opnel5aKBz: 3,
  wMvbmOeYAl: 4,
  '4openRe7Az': 5,
  WJxbojagwO: 6,
  k8mep2bMyJ: 7,
  l4zbq2dprO: 8,
  yMYerEdOBQ: 9,
  gl9avmeG1v: 10,
  q9wdL84djP: 166,
  gl9avZgaG1: 310,
  '7LDdwrmb1Y': 311,
  OpnelpJeKB: 391,
  wMvbmEAbYA: 392,
  WjnegN3dwZ: 1000,
  YQdJqg9bOG: 7064,
  y1aKZjleQG: 7065,
  '9wdL8kpdjP': 7066,
  nelXQAALge: 2_147_483_647,
};

test('known ids decode to their known numbers', () => {
  const ids = new IdCodec();
  for (const [id, number] of Object.entries(known)) {
    expect([id, ids.encode(number), ids.decodeHash(id)]).toEqual([id, id, number]);
  }
  // One hash of two numbers, 1 and 2.
  expect(ids.decodeHash('0yelYfoaER')).toBeNull();
});
