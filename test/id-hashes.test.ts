import fc from 'fast-check';
import Hashids from 'hashids';
import { expect, test } from 'vitest';
import { IdCodec } from '../src/domain/ids.ts';

const numbers = fc.oneof(fc.nat(200_000), fc.nat(2 ** 31 - 1));

test.for(['', 'salt', 'a salt longer than the alphabet '.repeat(3), 'sält ✓'])(
  'ids are those of the existing API, salt "%s"',
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

test('the best known id is VolejRejNm', () => {
  expect(new IdCodec().encode(1)).toBe('VolejRejNm');
});
