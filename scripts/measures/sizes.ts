import { dirname } from 'node:path';
import { type Measure, quantile } from './measure.ts';
import { countLines, filesBelow, type Module } from './project.ts';

const MAX_FILES = 20;
const MAX_FILE_LINES = 250;
const LONG_FILE_LINES = 150;

/** Source lines before the code was arranged for readers; nothing may be lost and the code must not grow. */
const LINES_AT_START = 30_921;

/** Returns the measures of files: how many lines there are and how long a file is. */
export function fileMeasures(modules: Module[]): Measure[] {
  const sizes = modules
    .map(({ path, text }) => ({ file: path, line: 1, lines: countLines(text) }))
    .sort((a, b) => b.lines - a.lines);
  const lines = sizes.map((each) => each.lines);
  const longerThan = (limit: number) =>
    sizes
      .filter((each) => each.lines > limit)
      .map((each) => ({ ...each, note: `${each.lines} lines` }));
  const all = longerThan(0);
  return [
    {
      name: 'source-lines',
      title: 'source lines',
      value: lines.reduce((sum, each) => sum + each, 0),
      goal: LINES_AT_START,
      offenders: all,
    },
    { name: 'source-files', title: 'source files', value: sizes.length, offenders: all },
    {
      name: 'file-lines-median',
      title: 'file lines, median',
      value: quantile(lines, 0.5),
      goal: 60,
      offenders: all,
    },
    {
      name: 'file-lines-p90',
      title: 'file lines, p90',
      value: quantile(lines, 0.9),
      goal: 150,
      offenders: longerThan(LONG_FILE_LINES),
    },
    {
      name: 'file-lines-max',
      title: 'file lines, longest',
      value: lines[0] ?? 0,
      goal: MAX_FILE_LINES,
      offenders: longerThan(MAX_FILE_LINES),
    },
  ];
}

/** Returns the measure of the fullest folder. Generated code, packages and test data do not count. */
export function folderMeasure(roots: string[]): Measure {
  const counts = new Map<string, number>();
  for (const file of roots.flatMap(filesBelow)) {
    if (/^(?:src\/db\/generated|test\/data)\/|\/node_modules\//.test(file)) continue;
    counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return {
    name: 'folder-files',
    title: 'files in one folder',
    value: sorted[0]?.[1] ?? 0,
    goal: MAX_FILES,
    offenders: sorted
      .filter(([, count]) => count > MAX_FILES)
      .map(([file, count]) => ({ file, line: 1, note: `${count} files` })),
  };
}
