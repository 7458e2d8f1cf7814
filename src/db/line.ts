import type pg from 'pg';
import { MOST_PREPARED, prepared } from './prepared.ts';
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
  #length = 0;
  #sent = 0;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** How many statements are under way. */
  get length(): number {
    return this.#length;
  }

  /**
   * Whether more may be sent behind what is under way: not while others wait for a connection, and not for ever, since
   * what was prepared on a connection is looked at when it is given back.
   */
  get isOpen(): boolean {
    return this.#pool.waitingCount === 0 && this.#sent < MOST_PREPARED;
  }

  /** Runs one statement as `Queryable.texts` does. */
  async texts({ text, values }: Statement): Promise<(string | null)[][]> {
    this.#connection ??= this.#pool.connect();
    const connection = this.#connection;
    this.#length += 1;
    this.#sent += 1;
    try {
      return await textsOf(await connection, prepared(text), values);
    } finally {
      this.#length -= 1;
      if (this.#length === 0) this.#giveBack(connection);
    }
  }

  #giveBack(connection: Promise<pg.PoolClient>): void {
    this.#connection = null;
    this.#sent = 0;
    void connection.then(
      (client) => client.release(),
      () => {},
    );
  }
}

/** Statements under way from which on a line is long enough, if there is another one. */
const ENOUGH = 3;

/**
 * Lines for statements that take little time. Few connections that are kept busy cost this process and the server less
 * than many of which each is woken for one statement, and what one has to wait for is little. Where it is not, since
 * disks are read, lines grow and others are begun.
 */
export class Lines {
  readonly #pool: pg.Pool;
  readonly #lines: Line[];

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#lines = Array.from({ length: pool.options.max }, () => new Line(pool));
  }

  /** Runs one statement as `Queryable.texts` does. */
  texts(statement: Statement): Promise<(string | null)[][]> {
    return this.#best().texts(statement);
  }

  #best(): Line {
    const open = this.#lines.filter((line) => line.isOpen);
    const short = open.find(({ length }) => length < ENOUGH);
    // Where none is open this one has to wait for a connection of its own, behind those who wait already.
    const own = () => new Line(this.#pool);
    return short ?? open.reduce((a, b) => (b.length < a.length ? b : a), open[0] ?? own());
  }
}
