import { expect, test, type V1 } from '../support/v1/v1.ts';

/** Returns a form as PHP's http_build_query does: brackets, booleans as 1 and 0, nothing for null and empty lists. */
function buildQuery(value: unknown, name = ''): [string, string][] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'boolean') return [[name, value ? '1' : '0']];
  if (typeof value !== 'object') return [[name, String(value)]];
  return Object.entries(value).flatMap(([key, member]) =>
    buildQuery(member, name === '' ? key : `${name}[${key}]`),
  );
}

/** Returns a response as PHP decodes it into arrays: an empty object becomes a list. */
const asPhpReads = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('{}', '[]'));

const file = (text: string) => new Blob([text]);

const inBase64 = (v1: V1) => ({ 'x-api-password-base64': btoa(v1.api.password) });

// Requests as existing programs send them, and the parts of the responses that they read.

test('a workflow tool pages through the list by its links', async ({ api, v1 }) => {
  await api.has(...Array.from({ length: 205 }, (_, i) => ({ name: `Client ${i}` })));
  const headers = { 'content-type': 'application/json', 'x-api-secret': '' };
  const found: { id: string; display_name: string }[] = [];
  // Its library adds the parameters to the address again, whatever is there.
  for (let path: string | undefined = '/clients?'; path; ) {
    const { status, body } = await v1.send(
      `GET ${path}&per_page=100&include=invoices`,
      undefined,
      headers,
    );
    expect(status).toBe(200);
    found.push(...body.data);
    path = body.meta.pagination.links.next?.replace(`${api.url}/api/v1`, '');
  }
  expect(new Set(found.map(({ display_name }) => display_name)).size).toBe(205);
});

test('a workflow tool creates, reads and deletes a client', async ({ v1 }) => {
  const created = await v1.data('POST /clients', {
    name: 'Node & Söhne',
    work_phone: '1',
    contacts: [
      { first_name: 'Ada', last_name: '', email: 'ada@node.example', phone: '' },
      { first_name: 'Bo', last_name: '', email: '', phone: '' },
    ],
    shipping_country_id: 276,
    // What JSON makes of a number that is none: the list of countries was left alone.
    country_id: null,
  });
  expect(created).toMatchObject({ shipping_country_id: '276', country_id: '840' });
  expect(created.contacts).toMatchObject([{ is_primary: true }, { is_primary: false }]);
  expect(await v1.data(`GET /clients/${created.id}?include=invoices`)).toEqual(created);
  expect(await v1.data(`DELETE /clients/${created.id}`)).toMatchObject({ is_deleted: true });
});

test('a workflow tool sends one contact as an object and the rest in the query', async ({ v1 }) => {
  const contacts = { first_name: 'Ada', email: 'ada@piece.example', send_email: false };
  await v1.data('POST /clients/?name=Piece&address2=&city=Bern', { contacts });
  const { body } = await v1.send('GET /clients/?email=ada%40piece.example');
  expect(body.meta.pagination.total).toBe(1);
  expect(body.data[0]).toMatchObject({ name: 'Piece', address2: '', city: 'Bern' });
  expect(body.data[0].contacts).toHaveLength(1);
});

test.for(['JSON', 'a form'])(
  'a PHP program reads a client into arrays and sends it back as %s',
  async (as, { v1 }) => {
    const [client] = await v1.has({
      name: 'PHP & Co',
      is_tax_exempt: true,
      settings: { currency_id: '3', payment_terms: '30' },
      contacts: [
        { email: 'ada@php.example', send_email: true },
        { first_name: 'Bo', send_email: false },
      ],
    });
    const form = new FormData();
    form.append('documents[0]', file('one'), 'one.txt');
    form.append('_method', 'PUT');
    const shown = await v1.data(`POST /clients/${client.id}/upload`, form);
    const read = asPhpReads(shown);
    const body = as === 'JSON' ? read : new URLSearchParams(buildQuery(read));
    const { updated_at: _, ...put } = await v1.data(`PUT /clients/${client.id}`, body);
    const { updated_at: _before, ...before } = shown;
    expect(put).toEqual(before);
  },
);

test('a PHP program sends lists of ids, and methods in _method', async ({ v1 }) => {
  const clients = await v1.has({ name: 'Ash' }, { name: 'Birch' });
  const ids = clients.map(({ id }) => id);
  const archive = new URLSearchParams(buildQuery({ action: 'archive', ids }));
  for (const { archived_at } of await v1.data('POST /clients/bulk', archive)) {
    expect(archived_at).toBeGreaterThan(0);
  }
  const restored = await v1.data('POST /clients/bulk?action=restore', { ids });
  expect(restored).toMatchObject([{ archived_at: 0 }, { archived_at: 0 }]);
  const put = new URLSearchParams(buildQuery({ _method: 'put', city: 'Bern' }));
  expect(await v1.data(`POST /clients/${ids[0]}`, put)).toMatchObject({
    name: 'Ash',
    city: 'Bern',
  });
  expect(await v1.data(`DELETE /clients/${ids[0]}`, {})).toMatchObject({ is_deleted: true });
});

test('a tool for assistants checks its token, lists and reads clients, and reports refusals', async ({
  v1,
}) => {
  // Python's None is null, and a GET says that it is JSON although it has no body.
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  expect((await v1.send('GET /ping', undefined, headers)).body).toEqual({
    company_name: 'Test Company',
    user_name: 'Owner',
  });
  const { body: statics } = await v1.send('GET /statics', undefined, headers);
  expect(statics.currencies.find(({ code }: { code: string }) => code === 'EUR').id).toBe('3');
  const contact = { first_name: 'Ada', email: 'ada@tool.example', phone: null };
  const made = await v1.data('POST /clients', {
    name: 'Tool Ltd',
    website: null,
    contacts: [contact],
  });
  expect(await v1.names('per_page=10&status=active&is_deleted=false')).toEqual(['Tool Ltd']);
  const [found] = await v1.data('GET /clients?name=tool ltd', undefined, headers);
  expect(Number(found.balance)).toBe(0);
  const wrong = await v1.send(`PUT /clients/${made.id}`, { contacts: [{ email: 'nobody' }] });
  const lines = Object.entries(wrong.body.errors as Record<string, string[]>).map(
    ([field, texts]) => `- ${field}: ${texts.join(' ')}`,
  );
  expect([wrong.status, lines]).toEqual([422, [expect.stringMatching(/^- contacts\.0\.email: ./)]]);
  const missing = await v1.send('GET /clients/nelXQAALge', undefined, headers);
  expect([missing.status, missing.body.message.toLowerCase()]).toEqual([
    400,
    expect.stringContaining('no query results'),
  ]);
});

test('the mobile app saves complete records with members of its own', async ({ v1 }) => {
  const app = { 'x-client-version': '5.0.170', 'x-client-platform': 'ios' };
  const include = 'gateway_tokens,activities,ledger,system_logs,documents';
  const sync = `per_page=5000&page=1&include=${include}&sort=id|asc&first_load=true&include_static=true`;
  const empty = { activities: [], ledger: [], system_logs: [], documents: [], gateway_tokens: [] };
  const contact = { password: '', contact_key: '', link: '', last_login: 0, isChanged: true };
  const made = await v1.data(
    `POST /clients?include=${include}`,
    {
      ...{ ...empty, id: '-12', name: 'Mobile', number: '', country_id: '', group_settings_id: '' },
      ...{
        settings: {},
        tax_info: null,
        created_at: 0,
        archived_at: 0,
        is_deleted: null,
        isChanged: true,
      },
      contacts: [{ ...contact, id: '-13', email: 'ada@app.example', is_primary: true }],
    },
    app,
  );
  expect(made).toMatchObject({
    ...empty,
    name: 'Mobile',
    contacts: [{ email: 'ada@app.example' }],
  });
  const added = { ...contact, id: '-4', first_name: 'New', email: '', is_primary: false };
  const saved = await v1.data(
    `PUT /clients/${made.id}?include=${include}`,
    { ...made, contacts: [...made.contacts, added], loadedAt: 5, entity_type: 'client' },
    app,
  );
  expect(saved.contacts.map(({ id }: { id: string }) => id)).toEqual([
    made.contacts[0].id,
    expect.stringMatching(/^\w{10}$/),
  ]);
  const list = await v1.send(`GET /clients?${sync}&created_at=0&updated_at=0`, undefined, app);
  expect(list.body.data).toEqual([{ ...saved, ...empty }]);
  // It goes on only where the server says that it speaks its language.
  expect(list.headers.get('x-app-version')).toMatch(/^5\.\d+\.\d+$/);
  expect(list.headers.get('x-minimum-client-version')).toMatch(/^5\.0\.\d+$/);
});

test('the mobile app uploads, merges and purges', async ({ v1 }) => {
  const [kept, merged] = await v1.has({ name: 'Kept' }, { name: 'Merged' });
  const form = new FormData();
  form.append('_method', 'put');
  form.append('documents[0]', file('one'), 'one.txt');
  form.append('documents[1]', file('two'), 'two.txt');
  const { documents } = await v1.data(`POST /clients/${kept.id}/upload`, form);
  expect(documents.map(({ name }: { name: string }) => name)).toEqual(['one.txt', 'two.txt']);
  const route = `POST /clients/${kept.id}/${merged.id}/merge?include=activities,ledger`;
  expect((await v1.send(route, {})).status).toBe(412);
  expect(await v1.data(route, {}, inBase64(v1))).toMatchObject({ id: kept.id });
  const purged = await v1.send(`POST /clients/${kept.id}/purge`, undefined, inBase64(v1));
  expect([purged.status, purged.body.message]).toEqual([200, 'Success']);
});

test('the admin app fills in a blank client and runs bulk actions', async ({ v1 }) => {
  const blank = await v1.data('GET /clients/create');
  const contact = {
    first_name: 'Ada',
    last_name: '',
    email: 'ada@admin.example',
    send_email: true,
  };
  const made = await v1.data('POST /clients', {
    ...blank,
    name: 'Admin',
    classification: 'company',
    contacts: [
      { ...contact, id: '', contact_key: '', is_primary: true },
      { first_name: '', email: '' },
    ],
    settings: { ...blank.settings, currency_id: '3', send_reminders: true, valid_until: '' },
  });
  expect(made).toMatchObject({ number: '0001', classification: 'company' });
  expect(made.settings).toMatchObject({ currency_id: '3', send_reminders: true, valid_until: '' });
  const table =
    'per_page=10&page=1&filter=adm&sort=id|desc&status=active,archived&client_status=all&with=&include=group_settings&without_deleted_clients=true&filter_deleted_clients=true&with_trashed=true';
  const { body } = await v1.send(`GET /clients?${table}`);
  expect(body.data).toEqual([made]);
  expect(body.meta.pagination).toMatchObject({ total: 1, total_pages: 1, current_page: 1 });
  const shown = `GET /clients/${made.id}?include=activities,ledger,system_logs,documents&include_deleted=true`;
  expect(await v1.data(shown)).toMatchObject(made);
  const bulk = { action: 'delete', ids: [made.id] };
  expect(await v1.data('POST /clients/bulk', bulk)).toMatchObject([{ is_deleted: true }]);
  const refused = await v1.send(`PUT /clients/${made.id}`, { ...made, name: 'Changed' });
  expect([refused.status, typeof refused.body.message]).toEqual([400, 'string']);
});
