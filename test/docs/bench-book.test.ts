import { expect, test } from 'vitest';
import { bookScript } from '../../bench/rig/books/book.ts';
import { openDatabase } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { searchTexts, searchTextsOf } from '../../src/domain/clients/search-texts.ts';
import { displayNameOf } from '../../src/domain/v1-rules/display-name.ts';
import { newBook } from '../support/command.ts';

test('the book of the benches has what the product would have derived', {
  timeout: 120_000,
}, async () => {
  const { DATA_DIR, DATABASE_URL } = await newBook();
  const url = DATABASE_URL || null;
  const db = await openDatabase({ url, folder: DATA_DIR });
  try {
    await migrate(db, url);
    await db.pool.query(await bookScript(300));
    const clients = await db.prisma.client.findMany({
      include: { contacts: { orderBy: [{ isPrimary: 'desc' }, { id: 'asc' }] } },
    });
    const derived = clients.map((client) => searchTextsOf(client, client.contacts));
    expect(clients).toHaveLength(330);
    for (const name of searchTexts) {
      const { rows } = await db.pool.query(
        'select array_agg(fold_search(t) order by i) as folded from unnest($1::text[]) with ordinality x(t, i)',
        [derived.map((texts) => texts[name])],
      );
      expect(clients.map((client) => client[name])).toEqual(rows[0].folded);
    }
    expect(clients.map(({ displayName }) => displayName)).toEqual(
      clients.map((client) => displayNameOf(client, client.contacts)),
    );
  } finally {
    await db.close();
  }
});
