import { defects } from '../support/gateway.ts';
import { expect, test } from '../support/v1/v1.ts';

const refused = ['\u0000', '\u0007', '\u001f', '\u007f', '\u009f', '\ud83c'];

interface Operation {
  readonly parameters?: readonly { readonly in?: string; readonly name?: string }[];
  readonly requestBody?: unknown;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<
      Record<
        string,
        { readonly properties?: Readonly<Record<string, { readonly type?: unknown }>> }
      >
    >;
  };
}

/** Returns the free text fields of a body, which are those whose schema takes text, numbers and null. */
const textsOf = ({ components }: Document, schema: string): string[] =>
  Object.entries(components.schemas[schema]?.properties ?? {})
    .filter(([, { type }]) => String(type) === 'string,number,null')
    .map(([name]) => name);

test('every text of a v1 body is refused with a control character, under its key', async ({
  v1,
}) => {
  const { body: document } = (await v1.send('GET /openapi.json')) as { body: Document };
  const [client] = await v1.has({ name: 'Ash' });
  const texts = textsOf(document, 'ClientInput');
  expect(texts.length).toBeGreaterThan(20);
  const wrong: unknown[] = [];
  for (const [i, name] of texts.entries()) {
    const text = `a${refused[i % refused.length]}b`;
    for (const route of ['POST /clients', `PUT /clients/${client.id}`]) {
      const { status, body } = await v1.send(route, { [name]: text });
      const keys = Object.keys(body.errors ?? {});
      if (status !== 422 || keys.join() !== name) wrong.push([route, name, status, keys]);
    }
  }
  const contacts = ['first_name', 'last_name', 'email', 'phone', 'custom_value1', 'password'];
  for (const [i, name] of contacts.entries()) {
    const text = `a${refused[i % refused.length]}b`;
    const { status, body } = await v1.send('POST /clients', { contacts: [{ [name]: text }] });
    const keys = Object.keys(body.errors ?? {});
    if (status !== 422 || keys.join() !== `contacts.0.${name}`) wrong.push([name, status, keys]);
  }
  expect(wrong).toEqual([]);
});

test('control characters in requests to v1 routes cause no defect', async ({ v1 }) => {
  const { body: document } = (await v1.send('GET /openapi.json')) as { body: Document };
  const [client] = await v1.has({ name: 'Ash' });
  const before = defects.length;
  const wrong: unknown[] = [];
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      if (path.includes('docs') || path.includes('openapi')) continue;
      const filled = path.replace(/^\/api\/v1/, '').replace(/\{[^}]*\}/g, client.id);
      const names = (operation.parameters ?? []).flatMap((one) =>
        one.in === 'query' && one.name ? [one.name] : [],
      );
      for (const code of ['%00', '%07', '%C2%9F']) {
        const query = names.map((name) => `${name}=a${code}b`).join('&');
        const { status } = await v1.send(
          `${method.toUpperCase()} ${filled}?${query}`,
          operation.requestBody
            ? '{"action":"a\\u0007b","ids":["a\\u0007b"],"column":"\\ud800"}'
            : undefined,
          operation.requestBody ? { 'content-type': 'application/json' } : {},
        );
        if (status >= 500) wrong.push([method, path, code, status]);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(defects.length).toBe(before);
});

test.for(['email', 'number', 'id_number', 'name', 'filter'])(
  'a parameter %s with a control character finds nobody',
  async (name, { v1 }) => {
    await v1.has({ name: 'Ash', number: 'a', contacts: [{ email: 'a@x.example' }] });
    for (const text of ['a%07', 'a%00', '%C2%9F']) {
      expect([name, text, await v1.names(`${name}=${text}`)]).toEqual([name, text, []]);
    }
  },
);

test('a text of several lines in a v1 response can be sent back', async ({ v1 }) => {
  const [client] = await v1.has({ private_notes: 'one\r\n\ttwo', name: 'a\nb' });
  expect(client).toMatchObject({ private_notes: 'one\r\n\ttwo', name: 'a\nb' });
  expect(await v1.data(`PUT /clients/${client.id}`, client)).toEqual(client);
});
