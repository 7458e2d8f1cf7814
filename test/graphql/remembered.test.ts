import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { Remembered, weightOf } from '../../src/graphql/http/remembered.ts';

test('ever different documents push out those that nobody asks for any more', () => {
  const remembered = new Remembered<number>(1_000);
  remembered.set('asked', 0, 10);
  remembered.set('forgotten', 0, 10);
  for (let i = 0; i < 1_000; i += 1) {
    remembered.set(`document ${i}`, i, 100);
    expect(remembered.get('asked')).toBe(0);
  }
  expect(remembered.get('forgotten')).toBeUndefined();
  const kept = Array.from({ length: 1_000 }, (_, i) => remembered.get(`document ${i}`)).filter(
    (value) => value !== undefined,
  );
  expect(kept.length).toBeLessThanOrEqual(20);
  expect(kept).toContain(999);
});

test('a document that is larger than all room is kept alone', () => {
  const remembered = new Remembered<number>(1_000);
  remembered.set('small', 1, 10);
  remembered.set('large', 2, 5_000);
  remembered.set('next', 3, 10);
  remembered.set('large 2', 4, 5_000);
  expect(['small', 'large', 'next'].map((text) => remembered.get(text))).toEqual([
    undefined,
    undefined,
    3,
  ]);
});

test('what is put in the place of a value weighs only once', () => {
  const remembered = new Remembered<number>(1_000);
  remembered.set('first', 1, 100);
  for (let i = 0; i < 100; i += 1) remembered.set('again', i, 100);
  expect([remembered.get('first'), remembered.get('again')]).toEqual([1, 99]);
});

test('a document weighs by its text and its tokens', () => {
  const short = '{ clients { totalCount } }';
  const commented = `${short} # ${'x'.repeat(1_000)}`;
  const both = [short, commented].map((text) => weightOf(text, parse(text)));
  expect(both).toEqual([short.length + 6 * 400, commented.length + 6 * 400]);
});
