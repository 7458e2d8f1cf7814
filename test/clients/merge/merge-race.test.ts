import { setTimeout as pause } from 'node:timers/promises';
import { type Api, expect, test } from '../../support/api.ts';
import { merge, previewToken, refusals } from '../../support/merging.ts';

/** A book as far as the race knows it: clients by name, and the names that lead to others. */
interface Book {
  readonly clients: Map<string, { version: number; city: string | null; emails: string[] }>;
  readonly redirects: Map<string, string>;
}

/** One of those that race: what it does to a book in the model, and how it is asked for. */
interface Racer {
  readonly inModel: (book: Book) => string;
  readonly ask: (api: Api, ids: Ids) => Promise<string>;
}

type Ids = Readonly<Record<string, string>>;

const NAMES = ['ash', 'birch', 'cedar'];

const newBook = (): Book => ({
  clients: new Map(
    NAMES.map((name) => [name, { version: 1, city: null, emails: [`${name}@x.org`] }]),
  ),
  redirects: new Map(),
});

const UPSERT = `mutation ($id: ID!, $city: String, $contacts: [ContactInput!]) {
  upsertClient(input: { match: { id: $id }, city: $city, contacts: $contacts }) { outcome userErrors { code path } }
}`;

/** Changes the city of a client and adds a contact. */
const upserting = (name: string): Racer => ({
  inModel: ({ clients, redirects }) => {
    const client = clients.get(redirects.get(name) ?? name);
    if (!client) return 'gone';
    client.version += 1;
    client.city = `City of ${name}`;
    client.emails.push(`new-${name}@x.org`);
    return 'UPDATED';
  },
  ask: async (api, ids) => {
    const { upsertClient } = await api.ask(UPSERT, {
      id: ids[name],
      city: `City of ${name}`,
      contacts: [{ email: `new-${name}@x.org` }],
    });
    return upsertClient.outcome ?? refusals(upsertClient)[0];
  },
});

/** Merges one client into another, as both were at the start. */
const merging = (into: string, from: string): Racer => ({
  inModel: ({ clients, redirects }) => {
    const goal = redirects.get(into) ?? into;
    const survivor = clients.get(goal);
    const source = clients.get(from);
    if (!source) return 'NOT_FOUND from.0';
    if (!survivor || survivor === source) return 'INVALID_INPUT from.0';
    if (goal !== into || survivor.version > 1 || source.version > 1) {
      return 'STALE_PREVIEW previewToken';
    }
    survivor.version += 1;
    survivor.emails.push(...source.emails.filter((email) => !survivor.emails.includes(email)));
    clients.delete(from);
    for (const [name, to] of redirects) if (to === from) redirects.set(name, goal);
    redirects.set(from, goal);
    return 'merged';
  },
  ask: async (api, ids) => {
    const payload = await merge(
      api,
      { into: ids[into] as string, from: [ids[from] as string] },
      { previewToken: ids[`token of ${from} into ${into}`] },
    );
    return refusals(payload)[0] ?? 'merged';
  },
});

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, i) =>
    permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]),
  );
}

/** Reads everything that is visible after a race, in the order of the requests, as text to be compared. */
const seen = (outcomes: readonly string[], { clients, redirects }: Book) =>
  JSON.stringify({
    outcomes,
    clients: NAMES.map((name) => {
      const client = clients.get(redirects.get(name) ?? name);
      return client && { ...client, emails: client.emails.toSorted() };
    }),
  });

const READ = `query ($id: ID!) { client(id: $id) { version city contacts { email isPrimary } } }`;

async function readBook(api: Api, ids: Ids): Promise<Book> {
  const book: Book = { clients: new Map(), redirects: new Map() };
  for (const name of NAMES) {
    const { client } = await api.ask(READ, { id: ids[name] });
    const { version, city, contacts } = client;
    expect(contacts.filter(({ isPrimary }: { isPrimary: boolean }) => isPrimary)).toHaveLength(1);
    const emails = contacts.map(({ email }: { email: string }) => email);
    book.clients.set(name, { version, city, emails });
  }
  return book;
}

test.for([
  ['a chain', [merging('ash', 'birch'), merging('cedar', 'ash')]],
  ['a circle', [merging('ash', 'birch'), merging('birch', 'ash')]],
  ['one survivor', [merging('ash', 'birch'), merging('ash', 'cedar')]],
  ['one source', [merging('ash', 'cedar'), merging('birch', 'cedar')]],
] as const)(
  'two merges of %s and three upserts at once end as one after the other',
  async ([, merges], { api }) => {
    const racers = [...merges, ...NAMES.map(upserting)];
    const explained = new Set(
      permutations(racers.map((_, i) => i)).map((order) => {
        const book = newBook();
        const outcomes: string[] = [];
        for (const i of order) outcomes[i] = (racers[i] as Racer).inModel(book);
        return seen(outcomes, book);
      }),
    );
    for (let round = 0; round < 3; round += 1) {
      const made = await api.has(
        ...NAMES.map((name) => ({ name, contacts: [{ email: `${name}@x.org`, isPrimary: true }] })),
      );
      const ids: Record<string, string> = Object.fromEntries(
        NAMES.map((name, i) => [name, made[i] as string]),
      );
      for (const into of NAMES) {
        for (const from of NAMES.filter((name) => name !== into)) {
          const token = await previewToken(api, {
            into: ids[into] as string,
            from: [ids[from] as string],
          });
          ids[`token of ${from} into ${into}`] = token as string;
        }
      }
      const outcomes = await Promise.all(
        racers.map(async ({ ask }, i) => {
          await pause(i < merges.length ? 0 : round * 8);
          return ask(api, ids);
        }),
      );
      expect([...explained]).toContain(seen(outcomes, await readBook(api, ids)));
    }
  },
);
