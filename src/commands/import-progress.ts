import { Presets, SingleBar } from 'cli-progress';
import type { ImportCounts, ImportNote, ImportObserver } from '../domain/import/import-book.ts';
import { complain } from './terminal.ts';

/** How often a line tells of progress where no bar can be drawn, in milliseconds. */
const INTERVAL = 5_000;

/** An import shown on standard error while it works. */
export interface ImportProgress extends ImportObserver {
  /** Shows that the import will end soon. */
  stopping(): void;
  /** Takes the bar away. May be called twice. */
  end(): void;
}

const seen = ({ imported, unchanged, kept, purged, bad }: Readonly<ImportCounts>) =>
  imported + unchanged + kept + purged + bad;

const percent = (bytes: number, total: number) => `${Math.floor((100 * bytes) / total)}%`;

const titles = { kept: 'Kept', purged: 'Left out', bad: 'Bad record' } as const;

const lineOf = ({ is, file, index, reason }: ImportNote) =>
  `${titles[is]}: ${file}, record ${index}: ${reason}`;

/**
 * Shows an import as a bar on a terminal, as a line now and then elsewhere.
 * @param total bytes that will be read; 0 where nobody can tell
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
    // A line in the middle of the bar would tear it: notes are shown below it at the end.
    note: (note) => notes.push(lineOf(note)),
    end: () => {
      bar.stop();
      for (const line of notes.splice(0)) complain(line);
    },
  };
}

function lineProgress(total: number): ImportProgress {
  let next = Date.now() + INTERVAL;
  const nowAndThen = (line: () => string) => {
    if (Date.now() < next) return;
    next = Date.now() + INTERVAL;
    complain(line());
  };
  return {
    scanned: (bytes) => nowAndThen(() => `looking for ids: ${percent(bytes, total)}`),
    progress: (bytes, counts) =>
      nowAndThen(() => {
        const read = total > 0 ? `${percent(bytes, total)} read, ` : '';
        return `${read}${seen(counts)} records`;
      }),
    note: (note) => complain(lineOf(note)),
    stopping: () => complain('Stopping …'),
    end: () => {},
  };
}
