import type { Queryable } from '../../../db/database.ts';
import type { Viewer } from '../../context.ts';
import type { Shape } from '../../read/shape.ts';
import { type InsertedClient, type InsertRow, insertClients } from './store.ts';

/** Most clients that are inserted by one statement here. */
const MAX_TOGETHER = 200;

interface Waiting {
  readonly row: InsertRow;
  readonly reading: Shape | null;
  readonly done: (inserted: InsertedClient) => void;
  readonly failed: (error: unknown) => void;
}

/** The inserts that wait for the one that is under way, per database and user. */
const queues = new WeakMap<Queryable, Map<string, Waiting[]>>();

/**
 * Inserts a client together with all others that the same user asks for while an insert is under way: they would only
 * wait for the company's lock one by one, and one statement takes them all. If it fails, it fails for each of them.
 */
export function insertTogether(
  db: Queryable,
  viewer: Viewer,
  row: InsertRow,
  reading: Shape | null,
): Promise<InsertedClient> {
  const ofDatabase = queues.get(db) ?? new Map<string, Waiting[]>();
  queues.set(db, ofDatabase);
  const key = `${viewer.companyId}/${viewer.userId}`;
  return new Promise((done, failed) => {
    const underWay = ofDatabase.get(key);
    const waiting = { row, reading, done, failed };
    if (underWay) underWay.push(waiting);
    else {
      const queue = [waiting];
      ofDatabase.set(key, queue);
      void drain(db, viewer, queue, () => ofDatabase.delete(key));
    }
  });
}

/** Never rejects: every failure goes to those who wait for it. `end` is called in the turn that finds nobody waiting. */
async function drain(
  db: Queryable,
  viewer: Viewer,
  queue: Waiting[],
  end: () => void,
): Promise<void> {
  // Those who have just been answered may ask for the next one at once: they go along.
  await endOfTurn();
  let answer = () => {};
  while (queue.length > 0) {
    const inserting = insertBatch(db, viewer, takeAlike(queue));
    // Those before are answered while the database is at work on these.
    await endOfTurn();
    answer();
    answer = await inserting;
  }
  end();
  answer();
}

const endOfTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Inserts clients. Gives what tells those who wait for it, never an error. */
async function insertBatch(
  db: Queryable,
  viewer: Viewer,
  batch: readonly Waiting[],
): Promise<() => void> {
  const rows = batch.map(({ row }) => row);
  try {
    const inserted = await insertClients(db, viewer, rows, batch[0]?.reading ?? null);
    return () => {
      for (const [i, { done }] of batch.entries()) done(inserted[i] as InsertedClient);
    };
  } catch (error) {
    return () => {
      for (const { failed } of batch) failed(error);
    };
  }
}

/** Takes the first of a queue, and those of whom the same is read. */
function takeAlike(queue: Waiting[]): Waiting[] {
  const reading = queue[0]?.reading;
  const alike = queue.filter((waiting) => waiting.reading === reading).slice(0, MAX_TOGETHER);
  const taken = new Set(alike);
  queue.splice(0, queue.length, ...queue.filter((waiting) => !taken.has(waiting)));
  return alike;
}
