import { get, type IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type Api, expect, test } from '../support/api.ts';
import { gateway } from '../support/gateway.ts';

interface Raw {
  readonly encoding: string | undefined;
  readonly vary: string | undefined;
  readonly bytes: Buffer;
}

/** Sends a GET and returns the encoded response, which `fetch` would decode. */
async function raw(api: Api, path: string, encodings?: string): Promise<Raw> {
  const { url } = await gateway();
  const headers = {
    'x-api-token': api.token,
    ...(encodings ? { 'accept-encoding': encodings } : {}),
  };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${url}${path}`, { headers }, resolve).on('error', reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const { 'content-encoding': encoding, vary } = response.headers;
  return { encoding, vary, bytes: Buffer.concat(chunks) };
}

const QUERY = `/graphql?query=${encodeURIComponent('{ clients(first: 50) { nodes { id name contacts { email contactKey } } } }')}`;

test.for([
  ['GraphQL', QUERY],
  ['REST', '/api/v1/clients?per_page=50'],
] as const)(
  'a large response of %s is compressed if the request accepts it',
  async ([, path], { api }) => {
    await api.has(...Array.from({ length: 30 }, (_, i) => ({ name: `Äsh ${i}`, contacts: [{}] })));
    const plain = await raw(api, path);
    expect(plain.encoding).toBeUndefined();

    const brotli = await raw(api, path, 'gzip, br');
    expect(brotli.encoding).toBe('br');
    expect(brotli.vary).toMatch(/accept-encoding/i);
    expect(brotliDecompressSync(brotli.bytes)).toEqual(plain.bytes);
    expect(brotli.bytes.length).toBeLessThan(plain.bytes.length / 2);

    const gzip = await raw(api, path, 'gzip');
    expect(gzip.encoding).toBe('gzip');
    expect(gunzipSync(gzip.bytes)).toEqual(plain.bytes);

    expect((await raw(api, path, 'identity')).bytes).toEqual(plain.bytes);
  },
);

test('a small response is not compressed', async ({ api }) => {
  const { encoding, bytes } = await raw(api, '/graphql?query={__typename}', 'br, gzip');
  expect(encoding).toBeUndefined();
  expect(bytes.toString()).toBe('{"data":{"__typename":"Query"}}');
});
