import type pg from 'pg';
import { prepared } from './prepared.ts';
import type { Statement } from './sql.ts';
import { textsOf } from './text-query.ts';

/**
 * Statements that take one connection, one behind the other: each is sent at once, though those before it are not
 * answered yet, so the server goes from one to the next without waiting for this process. The connection is given back
 * as soon as nothing is under way.
 */
export class Line {
  readonly #pool: pg.Pool;
  #connection: Promise<pg.PoolClient> | null = null;
  #underWay = 0;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Whether others wait for a connection. They would wait for longer if the line went on and on. */
  get keepsOthers(): boolean {
    return this.#pool.waitingCount > 0;
  }

  /** Runs one statement as `Queryable.texts` does. */
  async texts({ text, values }: Statement): Promise<(string | null)[][]> {
    this.#connection ??= this.#pool.connect();
    const connection = this.#connection;
    this.#underWay += 1;
    try {
      return await textsOf(await connection, prepared(text), values);
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) {
        this.#connection = null;
        void connection.then(
          (client) => client.release(),
          () => {},
        );
      }
    }
  }
}
