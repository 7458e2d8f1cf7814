import { describe } from 'vitest';
import { parsePhpParams } from '../../src/rest/http/php-params.ts';
import { expect, test } from '../support/v1/v1.ts';

// Each right side is what PHP 8.2 makes of the left one, but for lists with gaps, which close here.
const pairs: [text: string, values: object][] = [
  ['', {}],
  ['&&=b', {}],
  ['a', { a: '' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=1&a=2', { a: '2' }],
  ['a[]=1&a[]=2', { a: ['1', '2'] }],
  ['a[]=1&a[b]=2&a[]=3', { a: { 0: '1', b: '2', 1: '3' } }],
  ['a=4&a[b]=2', { a: { b: '2' } }],
  ['a[b]=2&a=4', { a: '4' }],
  ['a[1]=x&a[0]=y', { a: ['x', 'y'] }],
  ['a[5]=x&a[]=y', { a: ['x', 'y'] }],
  ['a[b=1', { a_b: '1' }],
  ['a]=1', { 'a]': '1' }],
  ['a[b]c[d]=1', { a: { b: '1' } }],
  ['a.b c=1', { a_b_c: '1' }],
  ['a[b.c]=1', { a: { 'b.c': '1' } }],
  ['a%5Bb%5D=1', { a: { b: '1' } }],
  ['a=50%25&b=50%&c=%zz', { a: '50%', b: '50%', c: '%zz' }],
  ['a=%C3%BC+%2B', { a: 'ü +' }],
  ['+a=1', { a: '1' }],
  ['c[][email]=s&c[][phone]=1', { c: [{ email: 's' }, { phone: '1' }] }],
];

test.for(pairs)('the query "%s" is nested as in PHP', ([text, values]) => {
  expect(JSON.parse(JSON.stringify(parsePhpParams(text)))).toEqual(values);
});

test('__proto__ and constructor are ordinary names', async ({ v1 }) => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
  const form = names.flatMap((name) => [`${name}[name]=x`, `contacts[0][${name}][phone]=1`]);
  const client = await v1.data('POST /clients', new URLSearchParams(form.join('&')));
  expect(client).toMatchObject({ name: '', phone: '', contacts: [{ phone: '' }] });
  expect(({} as { name?: string }).name).toBeUndefined();
  const json = '{"__proto__":{"name":"x"},"contacts":[{"__proto__":{"phone":"1"}}],"city":"Bern"}';
  const other = await v1.data('POST /clients', json, { 'content-type': 'application/json' });
  expect(other).toMatchObject({ name: '', city: 'Bern', contacts: [{ phone: '' }] });
});

/** Returns a multipart body of parts with headers and content. */
function multipart(...parts: [headers: string, content: string | Buffer][]) {
  const bytes = parts.flatMap(([headers, content]) => [
    Buffer.from(`--b\r\n${headers}\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  const body = new Uint8Array(Buffer.concat([...bytes, Buffer.from('--b--\r\n')]));
  return [body, { 'content-type': 'multipart/form-data; boundary=b' }] as const;
}

const named = (name: string, more = '') => `content-disposition: form-data; name="${name}"${more}`;

describe('a multipart form', () => {
  test.for([
    ['a part without a name', 'content-disposition: form-data', 'x', 200, ''],
    ['a part without a disposition', 'x: y', 'x', 200, ''],
    [
      'a value of a charset',
      named('name', '\r\ncontent-type: text/plain; charset=utf-8'),
      'ü',
      200,
      'ü',
    ],
    [
      'half a character',
      named('name', '\r\ncontent-type: text/plain; charset=utf-16le'),
      Buffer.from([0, 0xd8]),
      400,
      null,
    ],
    ['bytes of another charset', named('name'), Buffer.from('M\xfcller', 'latin1'), 400, null],
    ['a file where none is expected', named('name', '; filename="name"'), 'x', 200, ''],
    ['a value too long', named('name'), 'x'.repeat(11 * 1024 * 1024), 413, null],
  ] as const)('with %s', async ([, headers, content, status, name], { v1 }) => {
    const answer = await v1.send('POST /clients', ...multipart([headers, content]));
    expect(answer.status).toBe(status);
    const clients = await v1.data('GET /clients');
    expect(clients.map((client: { name: string }) => client.name)).toEqual(
      name === null ? [] : [name],
    );
  });

  test('is refused as a whole if it is truncated', async ({ v1 }) => {
    const long: [string, string] = [named('custom_value1'), 'x'.repeat(1024 * 1024)];
    const parts = [[named('name'), 'Ash'], ...Array(11).fill(long)] as [string, string][];
    expect((await v1.send('POST /clients', ...multipart(...parts))).status).toBe(413);
    expect(await v1.data('GET /clients')).toEqual([]);
  });
});

test.for([
  ['too many values', `name=Ash&${'x=1&'.repeat(200_000)}city=Bern`, 413],
  ['too many lists', `name=Ash&${'a[][][][][]=1&'.repeat(40_000)}city=Bern`, 413],
  ['nesting without end', `name=Ash&a${'[b]'.repeat(1000)}=1`, 400],
  ['bytes that are not UTF-8', 'name=M%FCller', 400],
] as const)('a form with %s is refused', async ([, form, status], { v1 }) => {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await v1.send('POST /clients', form, type)).status).toBe(status);
  expect(await v1.data('GET /clients')).toEqual([]);
});

test('a form accepts twenty thousand ids, as JSON does', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const form = `action=archive${`&ids[]=${client.id}`.repeat(20_000)}`;
  const [archived] = await v1.data('POST /clients/bulk', new URLSearchParams(form));
  expect(archived.archived_at).toBeGreaterThan(0);
});

test('integers in JSON keep all their digits', async ({ v1 }) => {
  const json = String.raw`{"id_number":9007199254740993,"phone":-1234567890123456789,
    "city":"\"1234567890123456789","settings":{"tax_rate1":0.12345678901234566}}`;
  const client = await v1.data('POST /clients', json, { 'content-type': 'application/json' });
  expect(client).toMatchObject({
    id_number: '9007199254740993',
    phone: '-1234567890123456789',
    city: '"1234567890123456789',
    settings: { tax_rate1: 0.12345678901234566 },
  });
});

test('a number that would lose digits in a setting is refused', async ({ v1 }) => {
  const json = '{"settings":{"tax_rate1":0.12345678901234567}}';
  const { status, body } = await v1.send('POST /clients', json, {
    'content-type': 'application/json',
  });
  expect([status, Object.keys(body.errors)]).toEqual([422, ['settings']]);
});
