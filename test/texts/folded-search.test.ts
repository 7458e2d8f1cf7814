import { expect, test } from '../support/v1/v1.ts';

// Names of clients, and the search terms that find them.
const sought = [
  ['Παπαδόπουλος', 'ΠΑΠΑΔΟΠΟΥΛΟΣ'],
  ['ΠΑΠΑΔΟΠΟΥΛΟΣ', 'παπαδοπουλος'],
  ['Hauptstraße', 'HAUPTSTRASSE'],
  ['HAUPTSTRASSE', 'straße'],
  ['GROẞ', 'gross'],
  ['İstanbul', 'istanbul'],
  ['istanbul', 'İSTANBUL'],
  ['ﬁnance & oﬃce', 'FINANCE & OFFICE'],
  ['Office', 'oﬃce'],
  ['Ｆｕｌｌ　Ｗｉｄｔｈ　１２', 'full width 12'],
  ['Full Width', 'ＷＩＤＴＨ'],
  ['ﾃﾞｰﾀ', 'データ'],
  ['Ёлки', 'ЕЛКИ'],
  ['МОСКВА', 'москва'],
  ['ႠႡႢ', 'ⴀⴁⴂ'],
  ['ᲗᲑᲘᲚ', 'თბილ'],
  ['ᏣᎳᎩ', 'ꮳꮃꭹ'],
  ['𐐔𐐇𐐝', '𐐼𐐯𐑅'],
  ['caf\u00e9', 'cafe\u0301'],
  ['Nguyễn', 'nguyen'],
  ['שָׁלוֹם', 'שלום'],
  ['Straße\u00a01', 'STRASSE 1'],
  ['100％', '100%'],
  ['a＿b', 'a_b'],
] as const;

test.for(sought)('a client called %s is found by %s', async ([name, text], { api, v1 }) => {
  await api.has({ name, contacts: [{ firstName: name }] }, { name: 'Other 1', city: 'Kiel' });
  await api.has({ name: 'By contact', contacts: [{ lastName: name }] });
  const both = [name, 'By contact'];
  expect(await api.names({ search: text })).toEqual(both);
  for (const filter of [
    { name: { contains: text } },
    { name: { endsWith: text } },
    { or: [{ name: { like: `%${text}` } }] },
  ]) {
    expect(await api.names({ filter })).toEqual([name]);
  }
  const query = encodeURIComponent(text);
  expect(await v1.names(`filter=${query}`)).toEqual(both);
  expect(await v1.names(`name=${encodeURIComponent(text.replaceAll('%', ''))}`)).toEqual([name]);
});

test.for([
  ['か', 'が'],
  ['กา', 'กำ'],
  ['Lodz', 'Łódź'],
  ['ISPARTA', 'ısparta'],
  ['Ostergaard', 'Østergaard'],
] as const)('a client called %s is not found by %s', async ([name, text], { api }) => {
  await api.has({ name });
  expect(await api.names({ search: text })).toEqual([]);
  expect(await api.names({ filter: { name: { eq: text } } })).toEqual([]);
});

test.for([
  ['％', ['5% off']],
  ['＿', ['a_b']],
  ['＼', ['c\\d']],
  ['\u0301', []],
  ['\u0301\u0308', []],
] as const)('%s in a text to look for means itself', async ([text, names], { api, v1 }) => {
  await api.has({ name: '5% off' }, { name: 'a_b' }, { name: 'c\\d' });
  const looking = [{ search: text }, { filter: { name: { contains: text } } }];
  for (const args of looking) expect(await api.names(args)).toEqual(names);
  expect(await v1.names(`filter=${encodeURIComponent(text)}`)).toEqual(names);
});

test('documents are found by parts of their names, without case and accents', async ({
  v1,
  api,
}) => {
  await api.has({
    name: 'Ash',
    documents: [
      { name: 'Ώρες-ΜΑΪΟΣ.pdf', hash: 'h1' },
      { name: 'b.pdf', hash: 'h2' },
    ],
  });
  const found = async (text: string) =>
    (await v1.data(`GET /documents?filter=${encodeURIComponent(text)}`)).map(
      ({ name }: { name: string }) => name,
    );
  expect(await found('ωρεσ-μαϊος')).toEqual(['Ώρες-ΜΑΪΟΣ.pdf']);
  expect(await found('\u0301')).toEqual([]);
});

test('clients are duplicates by values that differ in letters only', async ({ api }) => {
  await api.has(
    { name: 'Μαρία Παπαδόπουλος', vatNumber: 'ΕL１２３' },
    { name: 'ΠΑΠΑΔΟΠΟΥΛΟΣ ΜΑΡΙΑ', vatNumber: 'εl-123' },
    { name: 'हिन्दी भवन', number: 'h-1' },
    { name: 'हन्द भवन', number: 'h-2' },
  );
  const { clientDuplicates } = await api.ask(
    '{ clientDuplicates { clusters { clients { displayName } reasons { kind } } } }',
  );
  expect(clientDuplicates.clusters).toEqual([
    {
      clients: [{ displayName: 'Μαρία Παπαδόπουλος' }, { displayName: 'ΠΑΠΑΔΟΠΟΥΛΟΣ ΜΑΡΙΑ' }],
      reasons: [{ kind: 'VAT_NUMBER' }, { kind: 'NAME' }],
    },
  ]);
});
