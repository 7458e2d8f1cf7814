import { Presets, SingleBar } from 'cli-progress';
import type { ImportCounts, ImportNote, ImportObserver } from '../domain/import/import-book.ts';
import { complain } from './terminal.ts';

/** Interval between lines of progress if there is no bar, in milliseconds. */
const LINE_INTERVAL_MS = 5_000;

/** Progress of an import on standard error. */
export interface ImportProgress extends ImportObserver {
  /** Shows that the import stops after the current batch. */
  stopping(): void;
  /** Removes the bar. May be called more than once. */
  end(): void;
}

const seen = ({ imported, unchanged, kept, purged, bad }: Readonly<ImportCounts>) =>
  imported + unchanged + kept + purged + bad;

const percent = (bytes: number, total: number) => `${Math.floor((100 * bytes) / total)}%`;

const noteTitles = { kept: 'Kept', purged: 'Left out', bad: 'Bad record' } as const;

const lineOf = ({ is, file, index, reason }: ImportNote) =>
  `${noteTitles[is]}: ${file}, record ${index}: ${reason}`;

/**
 * Shows progress as a bar on a terminal, and as lines at intervals elsewhere.
 * @param total bytes to read; 0 if unknown
 */
export const importProgress = (total: number): ImportProgress =>
  process.stderr.isTTY && total > 0 ? barProgress(total) : lineProgress(total);

function barProgress(total: number): ImportProgress {
  const bar = new SingleBar(
    {
      format: '{bar} {percentage}% | {records} records | {duration_formatted}{end}',
      stream: process.stderr,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(total, 0, { records: 0, end: '' });
  const notes: string[] = [];
  let end = '';
  return {
    scanned: (bytes) => bar.update({ end: ` | looking for ids: ${percent(bytes, total)}` }),
    progress: (bytes, counts) => bar.update(bytes, { records: seen(counts), end }),
    stopping: () => {
      end = ' | stopping';
      bar.update({ end });
    },
    // Notes are shown after the end, since they would break the bar.
    note: (note) => notes.push(lineOf(note)),
    end: () => {
      bar.stop();
      for (const line of notes.splice(0)) complain(line);
    },
  };
}

function lineProgress(total: number): ImportProgress {
  let next = Date.now() + LINE_INTERVAL_MS;
  const atIntervals = (line: () => string) => {
    if (Date.now() < next) return;
    next = Date.now() + LINE_INTERVAL_MS;
    complain(line());
  };
  return {
    scanned: (bytes) => atIntervals(() => `looking for ids: ${percent(bytes, total)}`),
    progress: (bytes, counts) =>
      atIntervals(() => {
        const read = total > 0 ? `${percent(bytes, total)} read, ` : '';
        return `${read}${seen(counts)} records`;
      }),
    note: (note) => complain(lineOf(note)),
    stopping: () => complain('Stopping …'),
    end: () => {},
  };
}
