import type pg from 'pg';
import { MAX_PREPARED, prepared } from './prepared.ts';
import type { Statement } from './sql.ts';
import { queryText } from './text-query.ts';

/**
 * A connection on which each statement is sent at once, without waiting for the results of earlier ones. The server runs
 * them one after the other. The connection returns to the pool when nothing is in flight.
 */
export class PipelinedConnection {
  readonly #pool: pg.Pool;
  #connection: Promise<pg.PoolClient> | null = null;
  #inFlight = 0;
  #sent = 0;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Statements in flight. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * True if more statements may be sent. They may not while others wait for a connection, nor without end, since the
   * pool checks the number of prepared statements when the connection returns.
   */
  get isOpen(): boolean {
    return this.#pool.waitingCount === 0 && this.#sent < MAX_PREPARED;
  }

  /** Runs one statement as `Queryable.queryText` does. */
  async queryText({ text, values }: Statement): Promise<(string | null)[][]> {
    this.#connection ??= this.#pool.connect();
    const connection = this.#connection;
    this.#inFlight += 1;
    this.#sent += 1;
    try {
      return await queryText(await connection, prepared(text), values);
    } finally {
      this.#inFlight -= 1;
      if (this.#inFlight === 0) this.#release(connection);
    }
  }

  #release(connection: Promise<pg.PoolClient>): void {
    this.#connection = null;
    this.#sent = 0;
    void connection.then(
      (client) => client.release(),
      () => {},
    );
  }
}

/** Statements in flight on a connection from which on another connection is preferred. */
const ENOUGH_IN_FLIGHT = 3;

/**
 * Pipelined connections for statements that take little time. A few busy connections cost this process and the server less
 * than many that wake for one statement each, and the wait behind other statements is short. Where it is long, because
 * disks are read, more connections are used. See test/db/pipelining.test.ts.
 */
export class PipelinePool {
  readonly #pool: pg.Pool;
  readonly #connections: PipelinedConnection[];

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#connections = Array.from(
      { length: pool.options.max },
      () => new PipelinedConnection(pool),
    );
  }

  /** Runs one statement as `Queryable.queryText` does. */
  queryText(statement: Statement): Promise<(string | null)[][]> {
    return this.#choose().queryText(statement);
  }

  #choose(): PipelinedConnection {
    const open = this.#connections.filter(({ isOpen }) => isOpen);
    const short = open.find(({ inFlight }) => inFlight < ENOUGH_IN_FLIGHT);
    if (short) return short;
    const [first, ...others] = open;
    // With no open connection, the statement waits in the pool's queue, behind those that wait already.
    if (!first) return new PipelinedConnection(this.#pool);
    return others.reduce((a, b) => (b.inFlight < a.inFlight ? b : a), first);
  }
}
