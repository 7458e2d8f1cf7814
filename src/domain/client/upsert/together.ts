import type { Queryable } from '../../../db/database.ts';
import type { Viewer } from '../../context.ts';
import type { Shape } from '../../read/shape.ts';
import { type InsertedClient, insertClients, type NewClient } from './store.ts';

/** Most clients that are inserted by one statement here. */
const MAX_TOGETHER = 200;

interface Waiting {
  readonly client: NewClient;
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
  client: NewClient,
  reading: Shape | null,
): Promise<InsertedClient> {
  const ofDatabase = queues.get(db) ?? new Map<string, Waiting[]>();
  queues.set(db, ofDatabase);
  const key = `${viewer.companyId}/${viewer.userId}`;
  return new Promise((done, failed) => {
    const underWay = ofDatabase.get(key);
    const waiting = { client, reading, done, failed };
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
  while (queue.length > 0) {
    // Those who have just been answered may ask for the next one at once: they go along.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const batch = takeAlike(queue);
    try {
      const inserted = await insertClients(
        db,
        viewer,
        batch.map(({ client }) => client),
        batch[0]?.reading ?? null,
      );
      for (const [i, { done }] of batch.entries()) done(inserted[i] as InsertedClient);
    } catch (error) {
      for (const { failed } of batch) failed(error);
    }
  }
  end();
}

/** Takes the first of a queue, and those of whom the same is read. */
function takeAlike(queue: Waiting[]): Waiting[] {
  const reading = queue[0]?.reading;
  const alike = queue.filter((waiting) => waiting.reading === reading).slice(0, MAX_TOGETHER);
  const taken = new Set(alike);
  queue.splice(0, queue.length, ...queue.filter((waiting) => !taken.has(waiting)));
  return alike;
}
