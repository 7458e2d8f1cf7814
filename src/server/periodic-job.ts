import { setInterval } from 'node:timers';

/** Work that is done again and again. */
export interface PeriodicJob {
  /** Ends it, after the round that is under way. */
  stop(): Promise<void>;
}

/**
 * Does something at once, and then again and again, never two rounds at a time.
 * @param every milliseconds from the start of one round to that of the next
 * @param report gets what went wrong in a round; the next one tries again
 */
export function startPeriodicJob(
  every: number,
  work: (isFirst: boolean) => Promise<unknown>,
  report: (defect: unknown) => void,
): PeriodicJob {
  const round = async (isFirst: boolean) => {
    try {
      await work(isFirst);
    } catch (defect) {
      report(defect);
    }
  };
  let waiting = false;
  let running = round(true);
  const timer = setInterval(() => {
    // Rounds that take longer than the time between them do not pile up.
    if (waiting) return;
    waiting = true;
    running = running.then(() => {
      waiting = false;
      return round(false);
    });
  }, every).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
