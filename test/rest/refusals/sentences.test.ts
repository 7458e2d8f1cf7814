import { exe } from '../../support/files.ts';
import { file, form, TOKEN } from '../../support/v1/both-apis.ts';
import { expect, test } from '../../support/v1/v1.ts';

/** Invalid clients, with the sentences of their refusals. */
const clients: [sent: object, errors: Record<string, string[]>][] = [
  [{ contacts: 'a@b.example' }, { contacts: ['The contacts must be an array.'] }],
  [{ contacts: null }, { contacts: ['The contacts must be an array.'] }],
  [{ documents: 'x' }, { documents: ['The documents must be an array.'] }],
  [{ settings: 'x' }, { settings: ['The settings must be an array.'] }],
  [{ name: ['x'] }, { name: ['The name must be a string.'] }],
  [{ custom_value1: { a: 1 } }, { custom_value1: ['The custom value1 must be a string.'] }],
  [{ country_id: 'x' }, { country_id: ['The country id must be an integer.'] }],
  [{ country_id: 1.5 }, { country_id: ['The country id must be an integer.'] }],
  [{ country_id: [276] }, { country_id: ['The country id must be an integer.'] }],
  [{ country_id: '9999' }, { country_id: ['The selected country id is invalid.'] }],
  [{ country_id: -276 }, { country_id: ['The selected country id is invalid.'] }],
  [{ classification: 'x' }, { classification: ['The selected classification is invalid.'] }],
  [{ assigned_user_id: '?' }, { assigned_user_id: ['The selected assigned user id is invalid.'] }],
  [
    { assigned_user_id: ['VolejRejNm'] },
    { assigned_user_id: ['The selected assigned user id is invalid.'] },
  ],
  [
    { is_tax_exempt: 'perhaps' },
    { is_tax_exempt: ['The is tax exempt field must be true or false.'] },
  ],
  [
    { contacts: [{ send_email: 'perhaps' }] },
    { 'contacts.0.send_email': ['The send email field must be true or false.'] },
  ],
  [
    { contacts: [{}, { email: 'x' }] },
    { 'contacts.1.email': ['The email must be a valid email address.'] },
  ],
  [
    { contacts: [{ password: ['Abcdefg1'] }] },
    { 'contacts.0.password': ['The password must be a string.'] },
  ],
  [
    { contacts: [{ email: 'a@x.example' }, {}, { email: 'a@x.example' }] },
    {
      'contacts.0.email': ['The email field has a duplicate value.'],
      'contacts.2.email': ['The email field has a duplicate value.'],
    },
  ],
  [
    { country_id: 'x', size_id: '99', name: true, contacts: [{ email: 'x' }] },
    {
      name: ['The name must be a string.'],
      size_id: ['The selected size id is invalid.'],
      country_id: ['The country id must be an integer.'],
      'contacts.0.email': ['The email must be a valid email address.'],
    },
  ],
];

test("broken rules of a client are reported in the sentences of v1's framework", async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  for (const route of ['POST /clients', `PUT /clients/${client.id}`]) {
    for (const [sent, errors] of clients) {
      const { status, body } = await v1.send(route, sent);
      const refusal = { message: 'The given data was invalid.', errors };
      expect([route, sent, status, body]).toEqual([route, sent, 422, refusal]);
    }
  }
  expect(await v1.data('GET /clients')).toEqual([client]);
});

test('a taken number is reported together with other invalid values', async ({ v1 }) => {
  await v1.has({ name: 'Ash', number: 'A-1', id_number: 'I-1' });
  const sent = { number: 'a-1', id_number: 'i-1', country_id: 'x', contacts: [{ email: 'x' }] };
  const { body } = await v1.send('POST /clients', sent);
  expect(body.errors).toEqual({
    country_id: ['The country id must be an integer.'],
    'contacts.0.email': ['The email must be a valid email address.'],
    number: ['The number has already been taken.'],
    id_number: ['The id number has already been taken.'],
  });
});

test('an empty gateway token is refused with every missing value', async ({ v1 }) => {
  const { status, body } = await v1.send('POST /client_gateway_tokens', {});
  expect([status, body]).toEqual([
    422,
    {
      message: 'The given data was invalid.',
      errors: {
        client_id: ['The client id field is required.'],
        company_gateway_id: ['The company gateway id field is required.'],
        gateway_type_id: ['The gateway type id field is required.'],
        meta: ['The meta field is required.'],
      },
    },
  ]);
});

test('an unknown client of a gateway token is reported together with other invalid values', async ({
  v1,
}) => {
  const sent = { ...TOKEN, client_id: 'nelXQAALge', gateway_type_id: 'card', meta: 'text' };
  const { body } = await v1.send('POST /client_gateway_tokens', sent);
  expect(body.errors).toEqual({
    client_id: ['The selected client id is invalid.'],
    gateway_type_id: ['The gateway type id must be an integer.'],
    meta: ['The meta must be an array.'],
  });
});

test('a client_id that is a list or an object is invalid, not missing', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  for (const id of [[client.id], { a: client.id }, []]) {
    const { status, body } = await v1.send('POST /client_gateway_tokens', {
      ...TOKEN,
      client_id: id,
      gateway_type_id: 'card',
    });
    expect([id, status, body.errors]).toEqual([
      id,
      422,
      {
        client_id: ['The selected client id is invalid.'],
        gateway_type_id: ['The gateway type id must be an integer.'],
      },
    ]);
  }
});

test('a card value that v1 would change is refused under its own key', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const meta = { brand: [1], exp_month: { a: 1 }, last4: '4242', type: '99999999999999999999' };
  const errors = {
    'meta.exp_month': ['The exp month must be a string.'],
    'meta.brand': ['The brand must be a string.'],
    'meta.type': ['The type must be an integer.'],
  };
  const sent = { ...TOKEN, client_id: client.id };
  const { body: token } = await v1.send('POST /client_gateway_tokens', sent);
  for (const route of [
    'POST /client_gateway_tokens',
    `PUT /client_gateway_tokens/${token.data.id}`,
  ]) {
    for (const given of [meta, JSON.stringify(meta).replace(/"(9+)"/, '$1')]) {
      const { status, body } = await v1.send(route, { ...sent, meta: given, gateway_type_id: 'x' });
      expect([route, status, body.errors]).toEqual([
        route,
        422,
        { gateway_type_id: ['The gateway type id must be an integer.'], ...errors },
      ]);
    }
  }
  const { data } = (await v1.send(`GET /client_gateway_tokens/${token.data.id}`)).body;
  expect(data).toEqual(token.data);
});

test('a control character in a setting or a card value is refused under its own key', async ({
  v1,
}) => {
  const [client] = await v1.has({ name: 'Ash' });
  const message = (code: string) => [
    `The text has the control character ${code}: leave it out. Only tab and line breaks are taken.`,
  ];
  const settings = { custom_value1: 'a\u0007', fooBar: { files: ['x', '\u0000'] }, 'a\u0001': '' };
  const told = {
    'settings.custom_value1': message('U+0007'),
    'settings.fooBar.files.1': message('U+0000'),
    settings: message('U+0001'),
  };
  for (const route of ['POST /clients', `PUT /clients/${client.id}`]) {
    const { body } = await v1.send(route, { settings, country_id: 'x' });
    expect([route, body.errors]).toEqual([
      route,
      { ...told, country_id: ['The country id must be an integer.'] },
    ]);
  }
  const sent = { ...TOKEN, client_id: client.id, meta: { last4: '4\u009f' } };
  const { body } = await v1.send('POST /client_gateway_tokens', sent);
  expect(body.errors).toEqual({ 'meta.last4': message('U+009F') });
});

test('documents that are not a list are reported together with other invalid values', async ({
  v1,
}) => {
  const [client] = await v1.has({ name: 'Ash', number: 'A-1' });
  const sent = { documents: 'x', number: 'a-1', country_id: 'x', contacts: [{ email: 'x' }] };
  const errors = {
    documents: ['The documents must be an array.'],
    country_id: ['The country id must be an integer.'],
    'contacts.0.email': ['The email must be a valid email address.'],
  };
  const created = await v1.send('POST /clients', sent);
  expect([created.status, created.body.errors]).toEqual([
    422,
    { ...errors, number: ['The number has already been taken.'] },
  ]);
  const changed = await v1.send(`PUT /clients/${client.id}`, sent);
  expect([changed.status, changed.body.errors]).toEqual([422, errors]);
  const missing = await v1.send('PUT /clients/nelXQAALge', { documents: 'x' });
  expect(missing.status).toBe(400);
});

test('a bulk request is refused with all broken rules at once', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const required = {
    action: ['The action field is required.'],
    ids: ['The ids field is required.'],
  };
  for (const route of ['POST /clients/bulk', 'POST /documents/bulk']) {
    expect([route, (await v1.send(route, {})).body.errors]).toEqual([route, required]);
    const wrong = { action: 'explode', ids: 'x' };
    expect([route, (await v1.send(route, wrong)).body.errors]).toEqual([
      route,
      { action: ['The selected action is invalid.'], ids: ['The ids must be an array.'] },
    ]);
  }
  for (const [wrong, errors] of [
    [{ action: ['archive'] }, { action: ['The selected action is invalid.'] }],
    [{ action: 'bulk_update' }, { column: ['The column field is required.'] }],
    [{ action: 'bulk_update', column: 'x' }, { column: ['The selected column is invalid.'] }],
  ] as const) {
    const { body } = await v1.send('POST /clients/bulk', { ...wrong, ids: [client.id] });
    expect([wrong, body.errors]).toEqual([wrong, errors]);
  }
  for (const action of [['delete'], { a: 'delete' }, true, 'x']) {
    const { body } = await v1.send('POST /documents/bulk', { action, ids: [client.id] });
    expect([action, body.errors]).toEqual([
      action,
      { action: ['The selected action is invalid.'] },
    ]);
  }
  const update = { action: 'bulk_update', column: 'country_id', new_value: 'x' };
  expect(
    (await v1.send('POST /clients/bulk', { ...update, ids: [client.id] })).body.errors,
  ).toEqual({
    new_value: ['The new value must be an integer.'],
  });
});

test('an upload is refused with every invalid file and value at once', async ({ v1 }) => {
  const [client] = await v1.has({ name: 'Ash' });
  const data = form({ name: 'a.exe', bytes: exe }, file, { name: 'b.exe', bytes: exe });
  data.append('is_public', 'perhaps');
  const { status, body } = await v1.send(`PUT /clients/${client.id}/upload`, data);
  expect([status, body.errors]).toEqual([
    422,
    {
      is_public: ['The is public field must be true or false.'],
      'documents.0': ['"a.exe" is of a type that is not stored.'],
      'documents.2': ['"b.exe" is of a type that is not stored.'],
    },
  ]);
  expect((await v1.data(`GET /clients/${client.id}`)).documents).toEqual([]);
});
