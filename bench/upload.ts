// How much memory do uploads take? tsx bench/upload.ts [MEGABYTES [UPLOADS]]: the product as a process of its own, on the
// embedded database; the store is a folder, or the bucket that DOCUMENT_STORE names. Linux only, for /proc.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GatewayProcess } from '../test/support/process.ts';

const MEGABYTE = 1024 * 1024;
const BOUNDARY = 'upload-bench';
const QUERY = `mutation ($clientId: ID!, $files: [Upload!]!) {
  uploadClientDocuments(clientId: $clientId, files: $files) { results { outcome userErrors { message } } }
}`;
const OUTCOME = '"outcome":"STORED"';

const part = (name: string, text: string) =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`;

/** Yields a multipart request with one file: pseudo-random bytes after the first letters of a PDF. */
async function* body(clientId: string, megabytes: number, seed: number) {
  yield part(
    'operations',
    JSON.stringify({ query: QUERY, variables: { clientId, files: [null] } }),
  );
  yield part('map', '{"0":["variables.files.0"]}');
  yield `--${BOUNDARY}\r\nContent-Disposition: form-data; name="0"; filename="a.pdf"\r\n\r\n%PDF-1.7 ${seed}\n`;
  const piece = Buffer.alloc(MEGABYTE / 16, seed);
  for (let i = 0; i < megabytes * 16; i++) {
    piece.writeUInt32LE(i, 0);
    yield Buffer.from(piece);
  }
  yield `\r\n--${BOUNDARY}--\r\n`;
}

async function post(url: string, headers: Record<string, string>, bytes: AsyncIterable<unknown>) {
  const sending = request(`${url}/graphql`, { method: 'POST', headers });
  const answer = new Promise<string>((resolve, reject) => {
    sending.once('error', reject).once('response', (response) => {
      Readable.from(response)
        .toArray()
        .then((chunks) => resolve(Buffer.concat(chunks).toString()), reject);
    });
  });
  await pipeline(bytes, sending);
  return await answer;
}

/** Reads the memory of a process in megabytes: now, and its peak. */
async function memoryOf(pid: number): Promise<{ now: number; peak: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
  return { now: kilobytes('VmRSS') / 1024, peak: kilobytes('VmHWM') / 1024 };
}

async function measure(megabytes: number, uploads: number): Promise<void> {
  const DATA_DIR = await mkdtemp(join(tmpdir(), 'bench-upload-'));
  const limit = String(1024 * MEGABYTE);
  const { DOCUMENT_STORE = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = process.env;
  const store = { DOCUMENT_STORE, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
  const limits = { UPLOAD_FILE_BYTES: limit, UPLOAD_REQUEST_BYTES: limit };
  const server = await GatewayProcess.start({ DATA_DIR, ...store, ...limits });
  try {
    const token = { 'x-api-token': /token +(\S+)/.exec(server.said)?.[1] ?? '' };
    const upload = (clientId: string, size: number, seed: number) => {
      const type = `multipart/form-data; boundary=${BOUNDARY}`;
      return post(server.url, { ...token, 'content-type': type }, body(clientId, size, seed));
    };
    const made = await post(
      server.url,
      { ...token, 'content-type': 'application/json' },
      Readable.from([
        '{"query":"mutation { upsertClient(input: { name: \\"Bench\\" }) { client { id } } }"}',
      ]),
    );
    const { id } = JSON.parse(made).data.upsertClient.client;
    await upload(id, 1, 255);
    // Forgets the peak of the start.
    await writeFile(`/proc/${server.pid}/clear_refs`, '5');
    const before = await memoryOf(server.pid);
    const start = performance.now();
    const answers = await Promise.all(
      Array.from({ length: uploads }, (_, seed) => upload(id, megabytes, seed)),
    );
    const seconds = (performance.now() - start) / 1000;
    const failed = answers.find((answer) => !answer.includes(OUTCOME));
    if (failed) throw new Error(failed);
    const { peak } = await memoryOf(server.pid);
    const speed = ((megabytes * uploads) / seconds).toFixed(0);
    console.log(
      `${uploads} × ${megabytes} MB: ${before.now.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most (${speed} MB/s)`,
    );
  } finally {
    await server.kill();
    await rm(DATA_DIR, { recursive: true });
  }
}

const [megabytes, uploads] = process.argv.slice(2).map(Number);
if (megabytes) await measure(megabytes, uploads ?? 1);
else {
  await measure(10, 1);
  await measure(500, 1);
  await measure(25, 20);
}
