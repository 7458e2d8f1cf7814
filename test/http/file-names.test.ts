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
  [`; filename="x.txt"; filename*=UTF-8''h%0D%0Aset-cookie:%20x%00.txt`, 'hset-cookie: x.txt'],
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
  return [response.status, await response.text()];
}

const head = (field: string, more = '') => `Content-Disposition: form-data; name="${field}"${more}`;

test.for(names)(
  'a file sent with %s is called %j by both APIs',
  async ([parameters, name], { api }) => {
    const [one, two] = await api.has({ name: 'Ash' }, { name: 'Birch' });
    const over = {
      v1: await send(api, `/api/v1/clients/${one}/upload`, [
        [head('_method'), 'PUT'],
        [head('documents[]', parameters), 'Hello.'],
      ]),
      graphql: await send(api, '/graphql', [
        [
          head('operations'),
          JSON.stringify({
            query: `mutation ($file: Upload!) { uploadClientDocuments(clientId: "${two}", files: [$file]) { userErrors { message } } }`,
            variables: { file: null },
          }),
        ],
        [head('map'), '{"0":["variables.file"]}'],
        [head('0', parameters), 'Hello.'],
      ]),
    };
    const { clients } = await api.ask('{ clients { nodes { documents { nodes { name } } } } }');
    const found = clients.nodes.map((client: { documents: { nodes: { name: string }[] } }) =>
      client.documents.nodes.map((document) => document.name),
    );
    expect([found, over]).toEqual([[[name], [name]], over]);
  },
);

test('other parameters stay as they are', () => {
  const given = `form-data; name="a;b"; filename*=UTF-8''x.txt; filename="y"; size=7`;
  expect(plainDisposition(given)).toBe('form-data; name="a;b"; size=7; filename="x.txt"');
  expect(plainDisposition('form-data; name="*"')).toBe('form-data; name="*"');
});
