import qs from 'qs';

/** The values of a query or a form, nested by PHP's brackets: `contacts[0][email]=…`. The last of equal names counts. */
export function readPairs(pairs: string): Record<string, unknown> {
  if (pairs === '') return {};
  return qs.parse(pairs, {
    plainObjects: true,
    duplicates: 'last',
    depth: 10,
    arrayLimit: 10_000,
    parameterLimit: 50_000,
  });
}
