// The limit: node:http and the pg driver, without GraphQL. The name of the operation selects one of its statements, and
// "way" one of the two ways to read it.
import { createServer } from 'node:http';
import pg from 'pg';
import { hashCodec } from '../../dist/domain/core/hash-codec.js';
import { statements } from './limit-statements.mjs';
import { statement, write } from './limit-v1.mjs';

const asText = { getTypeParser: () => (value) => value };
const connections = await Promise.all(
  Array.from({ length: Number(process.env.POOL) }, async () => {
    const connection = new pg.Client({ connectionString: process.env.DATABASE_URL });
    await connection.connect();
    // Generic plans: each statement is planned once, for all values.
    await connection.query('set plan_cache_mode = force_generic_plan');
    return { connection, busy: 0 };
  }),
);

async function run(name, text, values) {
  let best = connections[0];
  for (const other of connections) if (other.busy < best.busy) best = other;
  best.busy += 1;
  try {
    const sent = { name, text, values, rowMode: 'array', types: asText };
    return (await best.connection.query(sent)).rows;
  } finally {
    best.busy -= 1;
  }
}

const { encode } = hashCodec('');
const companyOf = (request) =>
  Number(request.headers['x-api-token'].slice('company-token-'.length));

async function answer(request, chunks) {
  const company = companyOf(request);
  if (request.method === 'GET') {
    const { searchParams } = new URL(request.url, 'http://localhost');
    const perPage = Number(searchParams.get('per_page'));
    const page = Number(searchParams.get('page') ?? 1);
    const rows = await run('v1', statement, [company, perPage, (page - 1) * perPage]);
    return write(rows, { perPage, page, path: request.url }, encode);
  }
  const body = JSON.parse(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
  const { operationName, way = 'rows', variables } = body;
  const { text, values, finish } = statements[operationName][way];
  return finish(await run(`${operationName} ${way}`, text, values(company, variables)), variables);
}

function send(response, status, text) {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    answer(request, chunks).then(
      (text) => send(response, 200, text),
      (error) => send(response, 500, JSON.stringify({ errors: [{ message: error.message }] })),
    );
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}`);
});
