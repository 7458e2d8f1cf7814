import { setImmediate as nextIteration } from 'node:timers/promises';

/** The longest time for which work may block the event loop, in milliseconds. */
const MAX_BLOCKED_MS = 10;

/**
 * The time until long work must yield. Its loops contain
 * `if (timeSlice.isOver()) await timeSlice.yieldToEventLoop()`.
 */
export class TimeSlice {
  #start = performance.now();

  /** Returns whether the work has blocked the event loop for long enough. */
  isOver(): boolean {
    return performance.now() - this.#start >= MAX_BLOCKED_MS;
  }

  /** Yields to everything that waits for the event loop, then begins a new slice. */
  async yieldToEventLoop(): Promise<void> {
    await nextIteration();
    this.#start = performance.now();
  }
}
