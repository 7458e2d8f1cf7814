import { setTimeout as sleep } from 'node:timers/promises';
import { expect, newCompany, test } from '../support/api.ts';
import { onServer } from '../support/books/databases.ts';
import { newBook } from '../support/command.ts';
import { ownGateway } from '../support/gateway.ts';

const NAME = 'query ($id: ID!) { client(id: $id) { name } }';
const LIST = '{ clients { totalCount nodes { name contacts { email } } } }';
const CREATE = `mutation ($number: String!) {
  upsertClient(input: { number: $number, mode: CREATE_ONLY }) { client { number } } }`;

/** Repeats an action until the test is over, and ignores its errors. @returns the number of answers without errors */
async function again(isOver: () => boolean, act: (nth: number) => Promise<{ errors?: unknown }>) {
  let answered = 0;
  for (let nth = 0; !isOver(); nth += 1) {
    const { errors } = await act(nth);
    if (!errors) answered += 1;
  }
  return answered;
}

test.runIf(process.env.DATABASE_URL)(
  'a server that drops all connections under load does not end the gateway',
  async () => {
    const book = await newBook();
    const own = await ownGateway({ ...book });
    const api = await newCompany(own);
    const [id] = await api.has({ name: 'Ash' });
    let isOver = false;
    const working = [1, 2, 3, 4].flatMap((worker) => [
      again(
        () => isOver,
        () => api.send(NAME, { id }),
      ),
      again(
        () => isOver,
        () => api.send(LIST),
      ),
      again(
        () => isOver,
        (nth) => api.send(CREATE, { number: `${worker}-${nth}` }),
      ),
    ]);
    const { pathname } = new URL(book.DATABASE_URL);
    for (let times = 0; times < 5; times += 1) {
      await sleep(150);
      await onServer(
        process.env.DATABASE_URL as string,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${pathname.slice(1)}'`,
      );
    }
    await sleep(150);
    isOver = true;
    for (const answered of await Promise.all(working)) expect(answered).toBeGreaterThan(0);
    // The connection that hears of revoked tokens is opened again after a while.
    await expect
      .poll(() => api.send(NAME, { id }), { timeout: 10_000 })
      .toMatchObject({
        data: { client: { name: 'Ash' } },
      });
    await own.close();
  },
);
