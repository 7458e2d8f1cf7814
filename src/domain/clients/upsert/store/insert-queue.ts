import type { Database } from '../../../../db/database.ts';
import type { PipelinedConnection } from '../../../../db/pipeline.ts';
import type { Viewer } from '../../../core/viewer.ts';
import type { Returning } from '../../../core/write.ts';
import { type InsertedClient, type InsertRow, insertClients } from './insert.ts';

/** Most clients that are inserted by one statement here. */
const MAX_TOGETHER = 200;

/** Most statements under way: while the database is at work on one, the next is there already. */
const MOST_UNDER_WAY = 2;

interface Waiting {
  readonly row: InsertRow;
  readonly returning: Returning | null;
  readonly done: (inserted: InsertedClient) => void;
  readonly failed: (error: unknown) => void;
}

/** What inserts the clients of a user, per database. */
const inserting = new WeakMap<Database, Map<string, InsertQueue>>();

/**
 * Inserts a client together with all others that the same user asks for while an insert is under way: they would only
 * wait for the company's lock one by one, and one statement takes them all. If it fails, it fails for each of them.
 */
export function queueInsert(
  db: Database,
  viewer: Viewer,
  row: InsertRow,
  returning: Returning | null,
): Promise<InsertedClient> {
  const ofDatabase = inserting.get(db) ?? new Map<string, InsertQueue>();
  inserting.set(db, ofDatabase);
  const key = `${viewer.companyId}/${viewer.userId}`;
  const inserts = ofDatabase.get(key) ?? new InsertQueue(db, viewer, () => ofDatabase.delete(key));
  ofDatabase.set(key, inserts);
  return new Promise((done, failed) => inserts.add({ row, returning, done, failed }));
}

/** The inserts of one user: those that wait, and how many clients each statement under way inserts, oldest first. */
class InsertQueue {
  readonly #viewer: Viewer;
  readonly #line: PipelinedConnection;
  readonly #idle: () => void;
  readonly #waiting: Waiting[] = [];
  readonly #underWay: number[] = [];
  #sending = false;

  /** @param idle is called when nothing waits and nothing is under way */
  constructor(db: Database, viewer: Viewer, idle: () => void) {
    this.#viewer = viewer;
    this.#line = db.pipelinedConnection();
    this.#idle = idle;
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    if (this.#sending) return;
    this.#sending = true;
    // Those who have just been answered may ask for the next one at once: they go along.
    setImmediate(() => {
      this.#sending = false;
      this.#send();
    });
  }

  #send(): void {
    while (this.#isTime()) void this.#insert(takeAlike(this.#waiting));
  }

  /**
   * Whether to send what waits. Behind a statement that is under way it waits until it is as much as that: few
   * statements for many clients cost less than many.
   */
  #isTime(): boolean {
    const [before] = this.#underWay;
    if (this.#waiting.length === 0) return false;
    if (before === undefined) return true;
    const isEnough = this.#waiting.length >= before && this.#underWay.length < MOST_UNDER_WAY;
    return isEnough && this.#line.isOpen;
  }

  /** Never rejects: every failure goes to those who wait for it. */
  async #insert(batch: readonly Waiting[]): Promise<void> {
    this.#underWay.push(batch.length);
    const answer = await this.#answerOf(batch);
    this.#underWay.shift();
    this.#send();
    // These are answered while the database is at work on those.
    await endOfTurn();
    answer();
    if (this.#underWay.length === 0 && this.#waiting.length === 0) this.#idle();
  }

  /** Inserts clients. Gives what tells those who wait for it. */
  async #answerOf(batch: readonly Waiting[]): Promise<() => void> {
    const rows = batch.map(({ row }) => row);
    try {
      const returning = batch[0]?.returning ?? null;
      const inserted = await insertClients(this.#line, this.#viewer, rows, returning);
      return () => {
        for (const [i, { done }] of batch.entries()) done(inserted[i] as InsertedClient);
      };
    } catch (error) {
      return () => {
        for (const { failed } of batch) failed(error);
      };
    }
  }
}

const endOfTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Takes the first of a queue, and those of whom the same is read. */
function takeAlike(queue: Waiting[]): Waiting[] {
  const returning = queue[0]?.returning;
  const alike = queue.filter((waiting) => waiting.returning === returning).slice(0, MAX_TOGETHER);
  const taken = new Set(alike);
  queue.splice(0, queue.length, ...queue.filter((waiting) => !taken.has(waiting)));
  return alike;
}
