import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IdScanner } from '../../src/domain/import/json/id-scanner.ts';

/** Scans a text in pieces of the given lengths, and returns its ids as `clients VolejRejNm`. */
function scan(text: string, cuts: readonly number[] = []): string[] {
  const found: string[] = [];
  const scanner = new IdScanner((kind, id) => found.push(`${kind} ${id}`));
  const bytes = Buffer.from(text);
  let at = 0;
  for (let i = 0; at < bytes.length; i += 1) {
    const length = cuts.length > 0 ? (cuts[i % cuts.length] as number) : bytes.length;
    scanner.push(bytes.subarray(at, at + length));
    at += length;
  }
  return found;
}

const id = fc.stringMatching(/^[A-Za-z0-9]{10}$/);
/** Any text, including texts that look like parts of a record. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('"id":"', '\\', '"', '[{'),
  id,
);
const value = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.dictionary(text, text),
  fc.array(text),
);
const more = fc.dictionary(
  text.filter((key) => key !== 'id'),
  value,
);
const part = fc.tuple(more, id, more).map(([before, id, after]) => ({ ...before, id, ...after }));
const record = fc
  .tuple(part, fc.array(part), fc.array(part), fc.array(part), fc.array(fc.record({ id })))
  .map(([client, contacts, documents, gateway_tokens, tags]) => ({
    contacts,
    ...client,
    settings: { id: 'ofSettings', contacts: tags },
    documents,
    gateway_tokens,
    tags,
  }));

const idsOf = (kind: string, rows: readonly { id: string }[]) =>
  rows.map(({ id }) => `${kind} ${id}`);

test('the ids of records are found for every division into chunks', () => {
  fc.assert(
    fc.property(
      fc.array(record),
      fc.boolean(),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (records, isPage, cuts) => {
        const content = isPage ? { meta: { id: 'ofThePage1' }, data: records } : records;
        const expected = records.flatMap((one) => [
          ...idsOf('clients', [one]),
          ...idsOf('contacts', one.contacts),
          ...idsOf('documents', one.documents),
          ...idsOf('gatewayTokens', one.gateway_tokens),
        ]);
        expect(scan(JSON.stringify(content), cuts).sort()).toEqual(expected.sort());
      },
    ),
  );
});

test.for([
  ['one record', '{"id": "VolejRejNm"}'],
  ['a record in an envelope', '{"data": {"id" : "VolejRejNm"}}'],
  [
    'a record after a text of a megabyte',
    `[{"name": "${'\\"'.repeat(500_000)}", "id": "VolejRejNm"}]`,
  ],
] as const)('the id of %s is found', ([, content]) => {
  expect(scan(content, [1000])).toEqual(['clients VolejRejNm']);
});

test.for([
  ['a quote that nothing ends', `[{"name": "${'x'.repeat(1_000_000)}`],
  ['brackets that nothing closes', '['.repeat(1_000_000)],
  ['brackets that nothing opens', ']}'.repeat(1_000_000)],
  ['no JSON', 'id,name\n1,Ash\n'],
] as const)('%s gives no ids and no trouble', ([, content]) => {
  expect(scan(content, [1000])).toEqual([]);
});
