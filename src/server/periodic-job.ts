import { setInterval } from 'node:timers';

/** A job that runs at intervals. */
export interface PeriodicJob {
  /** Stops the job and waits for its current run. */
  stop(): Promise<void>;
}

/**
 * Runs a job at once and then at intervals. Runs never overlap; while one takes longer than the interval, at most one
 * more waits.
 * @param every milliseconds from the start of a run to the start of the next
 * @param report receives the error of a failed run; the next run takes place regardless
 */
export function startPeriodicJob(
  every: number,
  run: (isFirst: boolean) => Promise<unknown>,
  report: (defect: unknown) => void,
): PeriodicJob {
  const runOnce = async (isFirst: boolean) => {
    try {
      await run(isFirst);
    } catch (defect) {
      report(defect);
    }
  };
  let isWaiting = false;
  let running = runOnce(true);
  const timer = setInterval(() => {
    if (isWaiting) return;
    isWaiting = true;
    running = running.then(() => {
      isWaiting = false;
      return runOnce(false);
    });
  }, every).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
