import fc from 'fast-check';
import { writeJson } from '../../src/rest/http/json.ts';
import { randomBook } from '../support/books/random-book.ts';
import { expect, test } from '../support/v1/v1.ts';

test('encoded clients equal presented ones', async ({ api, v1 }) => {
  await api.has(...(fc.sample(randomBook(30), 1)[0] ?? []));
  const list = await v1.send('GET /clients?per_page=100');
  const bare = await v1.send('GET /clients?per_page=100&index=none');
  expect(list.body.data).toEqual(bare.body);
  // Amounts in these books have few enough digits to be read and written by JavaScript.
  expect(list.text).toBe(writeJson(list.body));

  for (const client of list.body.data) {
    const { text, body } = await v1.send(`GET /clients/${client.id}`);
    expect(body.data).toEqual(client);
    expect(text).toBe(writeJson(body));
  }
});
