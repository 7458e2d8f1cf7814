import type pg from 'pg';
import { MAX_PREPARED, prepared } from './prepared.ts';
import type { Statement } from './sql.ts';
import { queryText } from './text-query.ts';

/**
 * Statements that take one connection, one behind the other: each is sent at once, though those before it are not
 * answered yet, so the server goes from one to the next without waiting for this process. The connection is given back
 * as soon as nothing is under way.
 */
export class PipelinedConnection {
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
    return this.#pool.waitingCount === 0 && this.#sent < MAX_PREPARED;
  }

  /** Runs one statement as `Queryable.queryText` does. */
  async queryText({ text, values }: Statement): Promise<(string | null)[][]> {
    this.#connection ??= this.#pool.connect();
    const connection = this.#connection;
    this.#length += 1;
    this.#sent += 1;
    try {
      return await queryText(await connection, prepared(text), values);
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

/** Statements in flight from which on a line is long enough, if there is another one. */
const ENOUGH = 3;

/**
 * PipelinePool for statements that take little time. Few connections that are kept busy cost this process and the server less
 * than many of which each is woken for one statement, and what one has to wait for is little. Where it is not, since
 * disks are read, lines grow and others are begun.
 */
export class PipelinePool {
  readonly #pool: pg.Pool;
  readonly #lines: PipelinedConnection[];

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#lines = Array.from({ length: pool.options.max }, () => new PipelinedConnection(pool));
  }

  /** Runs one statement as `Queryable.queryText` does. */
  queryText(statement: Statement): Promise<(string | null)[][]> {
    return this.#best().queryText(statement);
  }

  #best(): PipelinedConnection {
    const open = this.#lines.filter((line) => line.isOpen);
    const short = open.find(({ length }) => length < ENOUGH);
    // Where none is open this one has to wait for a connection of its own, behind those who wait already.
    const own = () => new PipelinedConnection(this.#pool);
    return short ?? open.reduce((a, b) => (b.length < a.length ? b : a), open[0] ?? own());
  }
}
