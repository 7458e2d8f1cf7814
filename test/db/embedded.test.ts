import { expect, test } from 'vitest';
import { openDatabase } from '../../src/db/database.ts';
import { sql } from '../../src/db/sql.ts';

test('after a refused statement every statement gets its own result', async () => {
  const db = await openDatabase({ url: null, folder: null });
  await db.query(sql`create table t (id integer primary key)`);
  const insert = () => db.query(sql`insert into t values (1) returning id`);
  await insert();
  for (const round of [1, 2, 3]) {
    await expect(insert()).rejects.toThrow(/duplicate key/);
    const answers = await db.transaction(async (tx) => [
      await tx.query(sql`select 'a' as a, ${round}::integer as round`),
      await tx.query(sql`select 'b' as b`),
    ]);
    expect(answers).toEqual([[{ a: 'a', round }], [{ b: 'b' }]]);
  }
  await db.close();
});
