import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Api } from '../support/api.ts';
import { copyOfBook } from '../support/books/book.ts';
import { agrees, type Example, examplesOf, withAnswers, written } from '../support/docs.ts';
import { Stream } from '../support/stream.ts';

const pages = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((path) =>
  readFileSync(path, 'utf8').includes('```graphql\n'),
);

const PREFIX = 'event: next\ndata: ';

/** Follows a stream for as many events as are printed, and returns the printed text if the events agree with it. */
async function follow(api: Api, { query, variables, printed }: Example): Promise<string> {
  const events = printed.split('\n').filter((line) => line.startsWith('data: '));
  const stream = await Stream.open(api, query, variables);
  const arrived = await stream.take(events.length);
  stream.drop();
  const same = agrees(
    events.map((line) => JSON.parse(line.slice('data: '.length))),
    arrived,
  );
  return same ? printed : arrived.map((event) => `${PREFIX}${JSON.stringify(event)}\n`).join('\n');
}

/** Sends a request, and returns the printed answer if the actual one agrees with it, else the actual one as printed. */
async function answer(api: Api, example: Example): Promise<string> {
  const { query, variables, headers, printed } = example;
  if (printed.startsWith('event:')) return await follow(api, example);
  const sent = { 'x-api-password': api.password, ...headers };
  const { status: _, ...actual } = await api.send(query, variables, sent);
  return agrees(JSON.parse(printed), actual) ? printed : `${written(actual)}\n`;
}

test.for(pages)(
  'the examples of %s return what the page shows (`--update` rewrites them)',
  async (path) => {
    const page = readFileSync(path, 'utf8');
    const { api, close } = await copyOfBook();
    const answers: string[] = [];
    try {
      for (const example of examplesOf(page)) answers.push(await answer(api, example));
    } finally {
      await close();
    }
    await expect(withAnswers(page, answers)).toMatchFileSnapshot(resolve(path));
  },
);

test.for([
  'README.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  ...readdirSync('docs').map((name) => `docs/${name}`),
])('%s names only files that exist', (path) => {
  const named = readFileSync(path, 'utf8').matchAll(
    /(?<!\*\*)`((?:src|test|scripts|docs|prisma|bench)\/[\w./-]+)`/g,
  );
  const missing = [...named].map(([, file = '']) => file).filter((file) => !existsSync(file));
  expect(missing).toEqual([]);
});
