import { sql } from '../../../src/db/sql.ts';
import { TOKEN } from '../../support/v1/both-apis.ts';
import { expect, test, type V1 } from '../../support/v1/v1.ts';

/** Creates clients whose names are their balances. */
async function owing(v1: V1, ...amounts: string[]): Promise<void> {
  await v1.has(...amounts.map((amount) => ({ name: `owes ${amount}` })));
  await v1.api.db.query(sql`
    update clients set balance = split_part(name, ' ', 2)::numeric where company_id = ${v1.api.companyId}`);
}

const balances: [query: string, names: string[]][] = [
  ['balance=gt:1e3', ['1000.5', '2000']],
  ['balance=gte:1E%2B3', ['1000', '1000.5', '2000']],
  ['balance=lt:%20.5%20', ['-5', '0']],
  ['balance=eq:1000.', ['1000']],
  ['balance=eq:%2B1000', ['1000']],
  ['balance=eq:-5e0', ['-5']],
  ['balance=eq:10005e-1', ['1000.5']],
  ['balance=lt:1e400', ['-5', '0', '1000', '1000.5', '2000']],
  ['balance=gt:-1e400', ['-5', '0', '1000', '1000.5', '2000']],
  ['balance=gt:1e-400', ['1000', '1000.5', '2000']],
  ['balance=gt:1e99999999999999999999', []],
  [`balance=lt:${'9'.repeat(500)}`, ['-5', '0', '1000', '1000.5', '2000']],
  ['balance=1e3:gt', ['1000.5', '2000']],
  // No numbers: v1 takes them for 0.
  ['balance=eq:0x3e8', ['0']],
  ['balance=eq:1000x', ['0']],
  ['balance=eq:1,000', ['0']],
  ['balance=eq:e3', ['0']],
  ['balance=eq:.', ['0']],
  ['balance=eq:Infinity', ['0']],
  ['between_balance=1e3:2e3', ['1000', '1000.5', '2000']],
  ['between_balance=-1e1:.5', ['-5', '0']],
  ['between_balance=-1e400:1e400', ['-5', '0', '1000', '1000.5', '2000']],
];

test('amounts in parameters are read as PHP reads numbers', async ({ v1 }) => {
  await owing(v1, '-5', '0', '1000', '1000.5', '2000');
  for (const [query, names] of balances) {
    const found = (await v1.names(query)).map((name) => name.replace('owes ', ''));
    expect([query, found]).toEqual([query, names]);
  }
});

const pages: [query: string, perPage: number, page: number][] = [
  ['', 20, 1],
  ['per_page=', 15, 1],
  ['per_page=0', 15, 1],
  ['per_page=abc', 15, 1],
  ['per_page=.5', 15, 1],
  ['per_page=0x10', 15, 1],
  ['per_page=Infinity', 15, 1],
  ['per_page[]=7', 15, 1],
  ['per_page=-3', 3, 1],
  ['per_page=2.9', 2, 1],
  ['per_page=%207%20', 7, 1],
  ['per_page=12abc', 12, 1],
  ['per_page=1e1', 10, 1],
  ['per_page=1e400', 5000, 1],
  ['per_page=-1e400', 5000, 1],
  ['page=2', 20, 2],
  ['page=%202%20', 20, 2],
  ['page=%2B2', 20, 2],
  ['page=2e0', 20, 2],
  ['page=1.5', 20, 1],
  ['page=-1', 20, 1],
  ['page=0x2', 20, 1],
  ['page=1e400', 20, 1],
];

test('per_page and page are read as PHP reads numbers', async ({ v1 }) => {
  for (const [query, perPage, page] of pages) {
    const { status, body } = await v1.send(`GET /clients?${query}`);
    const { per_page, current_page } = body.meta?.pagination ?? {};
    expect([query, status, per_page, current_page]).toEqual([query, 200, perPage, page]);
  }
});

test('the id of a row of a fixed table is accepted in every form of PHP', async ({ v1 }) => {
  for (const sent of [276, '276', ' 276 ', '+276', '276.', '276.0', '2.76e2', 27600e-2, '0276']) {
    const [{ country_id }] = await v1.has({ country_id: sent });
    expect([sent, country_id]).toEqual([sent, '276']);
  }
  const [client] = await v1.has({ name: 'Ash' });
  for (const sent of ['2e0', 2, ' 2 ', '2.0']) {
    const token = { ...TOKEN, client_id: client.id, gateway_type_id: sent };
    expect(await v1.data('POST /client_gateway_tokens', token)).toMatchObject({
      gateway_type_id: '2',
    });
  }
});

const JSON_TYPE = { 'content-type': 'application/json' };

test('amounts in JSON keep their digits', async ({ v1 }) => {
  const sent = `{"name": 12345678901234567890, "postal_code": 1e400, "custom_value1": 0.12345678901234567,
    "settings": {"a": 9007199254740993, "b": 1e400, "c": 1e3, "d": 1.50, "e": 12345678901234567.25}}`;
  const client = await v1.data('POST /clients', sent, JSON_TYPE);
  expect(client).toMatchObject({
    name: '12345678901234567890',
    postal_code: '1e400',
    custom_value1: '0.12345678901234567',
    settings: { a: '9007199254740993', b: '1e400', c: 1000, d: 1.5, e: '12345678901234567.25' },
  });
  expect(await v1.data(`GET /clients/${client.id}`)).toEqual(client);
});

test('invalid numbers in JSON are refused with 400', async ({ v1 }) => {
  for (const number of ['01', '1.e5', '1e400.5', '+1', '.5', '0x10', '1e', 'Infinity', 'NaN']) {
    const { status } = await v1.send('POST /clients', `{"name": ${number}}`, JSON_TYPE);
    expect([number, status]).toEqual([number, 400]);
  }
});

const settings: [key: string, sent: unknown, stored: unknown][] = [
  ['tax_rate1', '1e1', 10],
  ['tax_rate1', ' .5 ', 0.5],
  ['tax_rate1', '5.', 5],
  ['tax_rate1', '12abc', 12],
  ['tax_rate1', '0x1A', 0],
  ['tax_rate1', 'Infinity', 0],
  ['counter_padding', '5', 5],
  ['currency_id', '-1', '-1'],
];

test('an amount in the settings is the number at the start of its text', async ({ v1 }) => {
  for (const [key, sent, stored] of settings) {
    const [client] = await v1.has({ settings: { [key]: sent } });
    expect([key, sent, client.settings[key]]).toEqual([key, sent, stored]);
  }
  for (const [key, sent, type] of [
    ['tax_rate1', '1e400', 'number'],
    ['counter_padding', '1e400', 'int'],
    ['counter_padding', '99999999999999999999', 'int'],
    ['invoice_number_counter', '12345678901234567890', 'integer'],
    ['currency_id', '1e400', 'integer'],
  ]) {
    const body = `{"settings": {"${key}": ${sent}}}`;
    const answer = await v1.send('POST /clients', body, JSON_TYPE);
    expect([key, answer.status, answer.body.errors]).toEqual([
      key,
      422,
      { settings: [`${key} is not a valid ${type}`] },
    ]);
  }
});

test('with_trashed leaves deleted clients out for false only', async ({ v1 }) => {
  const [, gone] = await v1.has({ name: 'Ash' }, { name: 'Gone' });
  await v1.data(`DELETE /clients/${gone.id}`);
  for (const [said, names] of [
    ['false', ['Ash']],
    ['0', ['Ash', 'Gone']],
    ['no', ['Ash', 'Gone']],
    ['true', ['Ash', 'Gone']],
    ['', ['Ash', 'Gone']],
  ] as const) {
    expect([said, await v1.names(`with_trashed=${said}`)]).toEqual([said, names]);
  }
});

test('a number beyond doubles keeps its digits in a setting or is refused', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const put = (settings: string) =>
    v1.send(`PUT /clients/${client.id}`, `{"settings":${settings}}`, {
      'content-type': 'application/json',
    });
  const kept = await put('{"ours":1e400,"list":[-1e999,{"x":1e-400}]}');
  expect(kept.body.data.settings).toMatchObject({
    ours: '1e400',
    list: ['-1e999', { x: '1e-400' }],
  });
  const refused = await put('{"default_task_rate":1e400}');
  expect([refused.status, refused.body.errors]).toEqual([
    422,
    { settings: ['default_task_rate is not a valid number'] },
  ]);
});
