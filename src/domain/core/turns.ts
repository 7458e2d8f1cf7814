import { setImmediate as otherWork } from 'node:timers/promises';

/** How long work may keep the process to itself, in milliseconds. */
const LENGTH = 10;

/**
 * Long work that lets other requests have their turn: `if (turns.isOver()) await turns.pass()` stands in its loops.
 */
export class Turns {
  #since = performance.now();

  /** Whether it is time for others. */
  isOver(): boolean {
    return performance.now() - this.#since >= LENGTH;
  }

  /** Lets everything that waits have its turn. */
  async pass(): Promise<void> {
    await otherWork();
    this.#since = performance.now();
  }
}
