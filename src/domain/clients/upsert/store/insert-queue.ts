import type { Database } from '../../../../db/database.ts';
import type { PipelinedConnection } from '../../../../db/pipeline.ts';
import type { Viewer } from '../../../core/viewer.ts';
import type { Returning } from '../../../core/write.ts';
import { type InsertedClient, type InsertRow, insertClients } from './insert.ts';

/** The maximum of clients in one statement. */
const MAX_BATCH = 200;

/** The maximum of statements in flight: while the database executes one, the next has already arrived. */
const MAX_IN_FLIGHT = 2;

/** A client to insert, and the projection in which it is read back; null for none. */
export interface QueuedInsert {
  readonly row: InsertRow;
  readonly returning: Returning | null;
}

interface PendingInsert extends QueuedInsert {
  readonly resolve: (inserted: InsertedClient) => void;
  readonly reject: (error: unknown) => void;
}

/** The queues of each database, by user. A queue exists only while it has work. */
const queues = new WeakMap<Database, Map<string, InsertQueue>>();

/**
 * Inserts a client in one statement with the inserts that the same user requests while another is in flight: they would
 * otherwise wait for the company's lock one by one. A statement that fails fails for each of them.
 */
export function queueInsert(
  db: Database,
  viewer: Viewer,
  insert: QueuedInsert,
): Promise<InsertedClient> {
  const queuesOfDatabase = queues.get(db) ?? new Map<string, InsertQueue>();
  queues.set(db, queuesOfDatabase);
  const key = `${viewer.companyId}/${viewer.userId}`;
  const queue =
    queuesOfDatabase.get(key) ?? new InsertQueue(db, viewer, () => queuesOfDatabase.delete(key));
  queuesOfDatabase.set(key, queue);
  return new Promise((resolve, reject) => queue.add({ ...insert, resolve, reject }));
}

/** The inserts of one user: pending ones, and the sizes of the statements in flight, oldest first. */
class InsertQueue {
  readonly #viewer: Viewer;
  readonly #connection: PipelinedConnection;
  readonly #onIdle: () => void;
  readonly #pending: PendingInsert[] = [];
  readonly #inFlight: number[] = [];
  #isScheduled = false;

  /** @param onIdle is called when nothing is pending and nothing in flight */
  constructor(db: Database, viewer: Viewer, onIdle: () => void) {
    this.#viewer = viewer;
    this.#connection = db.pipelinedConnection();
    this.#onIdle = onIdle;
  }

  add(insert: PendingInsert): void {
    this.#pending.push(insert);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // Callers that have just been answered may send their next request in this turn: their inserts join the batch.
    setImmediate(() => {
      this.#isScheduled = false;
      this.#send();
    });
  }

  #send(): void {
    while (this.#canSend()) void this.#insert(takeBatch(this.#pending));
  }

  /**
   * Returns whether to send what is pending. Behind a statement in flight it waits until there are as many inserts as in
   * that one: few statements with many clients cost less than many with few.
   */
  #canSend(): boolean {
    const [oldest] = this.#inFlight;
    if (this.#pending.length === 0) return false;
    if (oldest === undefined) return true;
    const isEnough = this.#pending.length >= oldest && this.#inFlight.length < MAX_IN_FLIGHT;
    return isEnough && this.#connection.isOpen;
  }

  /** Inserts a batch. Never rejects: every failure goes to the inserts of the batch. */
  async #insert(batch: readonly PendingInsert[]): Promise<void> {
    this.#inFlight.push(batch.length);
    const settle = await this.#execute(batch);
    this.#inFlight.shift();
    this.#send();
    // The next statement is on its way before the callers of this one are answered.
    await nextTurn();
    settle();
    if (this.#inFlight.length === 0 && this.#pending.length === 0) this.#onIdle();
  }

  /** Executes the insert of a batch. @returns a function that settles the promises of its inserts */
  async #execute(batch: readonly PendingInsert[]): Promise<() => void> {
    const rows = batch.map(({ row }) => row);
    try {
      const returning = batch[0]?.returning ?? null;
      const inserted = await insertClients(this.#connection, this.#viewer, { rows, returning });
      return () => {
        for (const [i, { resolve }] of batch.entries()) resolve(inserted[i] as InsertedClient);
      };
    } catch (error) {
      return () => {
        for (const { reject } of batch) reject(error);
      };
    }
  }
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Takes the first insert of a queue, and those after it that are read back in the same projection. */
function takeBatch(queue: PendingInsert[]): PendingInsert[] {
  const returning = queue[0]?.returning;
  const batch = queue.filter((insert) => insert.returning === returning).slice(0, MAX_BATCH);
  const taken = new Set(batch);
  queue.splice(0, queue.length, ...queue.filter((insert) => !taken.has(insert)));
  return batch;
}
