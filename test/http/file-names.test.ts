import { plainDisposition } from '../../src/http/file-names.ts';
import { type Api, expect, test } from '../support/api.ts';

/** File names as senders write them into a form, as bytes of Latin-1, and the names that they mean. */
const names: [parameters: string, name: string][] = [
  ['; filename="a.txt"', 'a.txt'],
  [`; filename="x.txt"; filename*=UTF-8''%e2%82%ac%20rates.txt`, '€ rates.txt'],
  [`; filename*=utf-8''%C3%9Cbersicht.txt; filename="Ubersicht.txt"`, 'Übersicht.txt'],
  [`; filename*=UTF-8'de'b.txt`, 'b.txt'],
  [`; filename*="UTF-8''c.txt"; filename=x.txt`, 'c.txt'],
  [`; filename="x.txt"; filename*=iso-8859-1'en'%A3.txt`, '£.txt'],
  [`; filename="d.txt"; filename*=UTF-8''%E2%82.txt`, 'd.txt'],
  [`; filename="d.txt"; filename*=UTF-8''%zz.txt`, 'd.txt'],
  [`; filename="d.txt"; filename*=koi8-r''%C1.txt`, 'd.txt'],
  [`; filename="d.txt"; filename*=nonsense`, 'd.txt'],
  [`; filename*=koi8-r''e.txt`, 'e.txt'],
  [`; filename="x.txt"; filename*=UTF-8''..%2F..%2Ff.txt`, 'f.txt'],
  [`; filename="x.txt"; filename*=UTF-8''C:%5Cg.txt`, 'g.txt'],
  [`; filename="x.txt"; filename*=UTF-8''h%0D%0Aset-cookie:%20x%09.txt`, 'hset-cookie: x.txt'],
  [`; filename="x.txt"; filename*=UTF-8''%22i%22.txt`, '"i".txt'],
  [`; filename="j; filename*=UTF-8''x.txt"`, "j; filename*=UTF-8''x.txt"],
  ['; filename="\u00c3\u009cbersicht.txt"', 'Übersicht.txt'],
  ['; filename="\u00dcbersicht.txt"', 'Übersicht.txt'],
  ['; filename="100%25 *.txt"', '100%25 *.txt'],
];

async function send(api: Api, path: string, parts: readonly (readonly [string, string])[]) {
  const text = parts.map(([head, body]) => `--b\r\n${head}\r\n\r\n${body}\r\n`).join('');
  const response = await api.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
    body: new Uint8Array(Buffer.from(`${text}--b--\r\n`, 'latin1')),
  });
  return [response.status, await response.json()];
}

const head = (field: string, more = '') => `Content-Disposition: form-data; name="${field}"${more}`;

/** Sends a file to a client over v1, under the name that the parameters of its part say. */
const sendToV1 = (api: Api, clientId: string, parameters: string) =>
  send(api, `/api/v1/clients/${clientId}/upload`, [
    [head('_method'), 'PUT'],
    [head('documents[]', parameters), 'Hello.'],
  ]);

/** Sends a file to a client over GraphQL, under the name that the parameters of its part say. */
const sendToGraphQL = (api: Api, clientId: string, parameters: string) => {
  const query = `mutation ($file: Upload!) {
    uploadClientDocuments(clientId: "${clientId}", files: [$file]) {
      userErrors { message } results { userErrors { code message path } }
    }
  }`;
  return send(api, '/graphql', [
    [head('operations'), JSON.stringify({ query, variables: { file: null } })],
    [head('map'), '{"0":["variables.file"]}'],
    [head('0', parameters), 'Hello.'],
  ]);
};

test.for(names)(
  'a file uploaded with %s gets the name %j in both APIs',
  async ([parameters, name], { api }) => {
    const [one, two] = await api.has({ name: 'Ash' }, { name: 'Birch' });
    const over = {
      v1: await sendToV1(api, one as string, parameters),
      graphql: await sendToGraphQL(api, two as string, parameters),
    };
    const { clients } = await api.ask('{ clients { nodes { documents { nodes { name } } } } }');
    const found = clients.nodes.map((client: { documents: { nodes: { name: string }[] } }) =>
      client.documents.nodes.map((document) => document.name),
    );
    expect([found, over]).toEqual([[[name], [name]], over]);
  },
);

test.for([
  ['; filename="a\u0007.txt"', 'U+0007'],
  ['; filename="a\u0000.txt"', 'U+0000'],
  ['; filename="a\u007f.txt"', 'U+007F'],
  ['; filename="a\u00c2\u009f.txt"', 'U+009F'],
  [`; filename="x.txt"; filename*=UTF-8''a%00.txt`, 'U+0000'],
  [`; filename="x.txt"; filename*=UTF-8''a%1B%5B0m.txt`, 'U+001B'],
] as const)(
  'a file sent with %j is refused by both APIs, and named in the refusal',
  async ([parameters, code], { api }) => {
    const [id] = await api.has({ name: 'Ash' });
    const message = `The name of the file cannot be stored. The text has the control character ${code}: leave it out. Only tab and line breaks are taken.`;
    expect(await sendToV1(api, id as string, parameters)).toEqual([
      422,
      { message: 'The given data was invalid.', errors: { 'documents.0': [message] } },
    ]);
    expect(await sendToGraphQL(api, id as string, parameters)).toMatchObject([
      200,
      {
        data: {
          uploadClientDocuments: {
            results: [{ userErrors: [{ code: 'INVALID_INPUT', message, path: ['files', '0'] }] }],
          },
        },
      },
    ]);
    const { clients } = await api.ask('{ clients { nodes { documents { totalCount } } } }');
    expect(clients.nodes).toEqual([{ documents: { totalCount: 0 } }]);
  },
);

test('other parameters of a Content-Disposition are kept', () => {
  const given = `form-data; name="a;b"; filename*=UTF-8''x.txt; filename="y"; size=7`;
  expect(plainDisposition(given)).toBe('form-data; name="a;b"; size=7; filename="x.txt"');
  expect(plainDisposition('form-data; name="*"')).toBe('form-data; name="*"');
});
