import { parse } from 'graphql';
import { expect, test } from 'vitest';
import { Cache } from '../src/cache.ts';
import { documentBytes } from '../src/graphql/http/document-cache.ts';

test('a stream of new keys evicts values that are no longer read', () => {
  const cache = new Cache<number>(1_000);
  cache.set('used', 0, 10);
  cache.set('unused', 0, 10);
  for (let i = 0; i < 1_000; i += 1) {
    cache.set(`document ${i}`, i, 100);
    expect(cache.get('used')).toBe(0);
  }
  expect(cache.get('unused')).toBeUndefined();
  const kept = Array.from({ length: 1_000 }, (_, i) => cache.get(`document ${i}`)).filter(
    (value) => value !== undefined,
  );
  expect(kept.length).toBeLessThanOrEqual(20);
  expect(kept).toContain(999);
});

test('a value heavier than the cache is kept alone', () => {
  const cache = new Cache<number>(1_000);
  cache.set('small', 1, 10);
  cache.set('large', 2, 5_000);
  cache.set('next', 3, 10);
  cache.set('large 2', 4, 5_000);
  expect(['small', 'large', 'next'].map((text) => cache.get(text))).toEqual([
    undefined,
    undefined,
    3,
  ]);
});

test('a value that is replaced weighs once', () => {
  const cache = new Cache<number>(1_000);
  cache.set('first', 1, 100);
  for (let i = 0; i < 100; i += 1) cache.set('again', i, 100);
  expect([cache.get('first'), cache.get('again')]).toEqual([1, 99]);
});

test('a document weighs its characters and 400 bytes for each token', () => {
  const short = '{ clients { totalCount } }';
  const commented = `${short} # ${'x'.repeat(1_000)}`;
  const both = [short, commented].map((text) => documentBytes(text, parse(text)));
  expect(both).toEqual([short.length + 6 * 400, commented.length + 6 * 400]);
});

test('a deleted value is gone from both generations and makes room', () => {
  const cache = new Cache<number>(2);
  for (const [i, key] of ['a', 'b', 'c'].entries()) cache.set(key, i);
  for (const key of ['a', 'c']) cache.delete(key);
  cache.set('d', 3);
  cache.set('e', 4);
  expect(['a', 'b', 'c', 'd', 'e'].map((key) => cache.get(key))).toEqual([
    undefined,
    1,
    undefined,
    3,
    4,
  ]);
  cache.clear();
  expect(cache.get('d')).toBeUndefined();
});
