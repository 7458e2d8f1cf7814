// Prints the measures of the code with their goals and fails if one is worse than it may be.
// tsx scripts/measures.ts [--list NAME | --tighten]
import { parseArgs } from 'node:util';
import { castMeasures } from './measures/casts.ts';
import { cycleMeasure } from './measures/cycles.ts';
import { functionMeasures } from './measures/functions.ts';
import { glossaryMeasure } from './measures/glossary.ts';
import { isExceeded, type Limits, limitOf, readLimits, tightenLimits } from './measures/limits.ts';
import type { Measure } from './measures/measure.ts';
import { nameMeasures } from './measures/names.ts';
import { openingMeasures } from './measures/openings.ts';
import { readModules } from './measures/project.ts';
import { fileMeasures, folderMeasure } from './measures/sizes.ts';

/** Returns every measure of the repository in the current folder. */
function measureAll(): Measure[] {
  const modules = readModules(process.cwd()).filter(({ generated }) => !generated);
  const source = modules.filter(({ path }) => path.startsWith('src/'));
  return [
    ...fileMeasures(source),
    ...functionMeasures(source),
    ...castMeasures(source),
    ...nameMeasures(source),
    cycleMeasure(modules),
    folderMeasure(['src', 'test', 'scripts', 'bench']),
    ...openingMeasures(modules),
    glossaryMeasure(modules),
  ];
}

/** Prints the measures as a table. */
function printTable(measures: Measure[], limits: Limits): void {
  const rows = measures.map((measure) => [
    measure.name,
    measure.title,
    numberOf(measure, measure.goal),
    numberOf(measure, limits[measure.name]),
    numberOf(measure, measure.value),
    isExceeded(measure, limits) ? 'too high' : '',
  ]);
  const all = [['name', 'measure', 'goal', 'limit', 'today', ''], ...rows];
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of all) {
    const cells = row.map((cell, column) =>
      column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(cells.join('  ').trimEnd());
  }
}

function numberOf({ unit }: Measure, value: number | undefined): string {
  return value === undefined ? '' : `${value}${unit ?? ''}`;
}

/** Prints the places that count against a measure, and its value and limit. */
function printOffenders(measure: Measure, limits: Limits): void {
  for (const { file, line, note } of measure.offenders) console.log(`${file}:${line} ${note}`);
  const limit = numberOf(measure, limitOf(measure, limits)) || 'none';
  console.log(`${measure.name}: ${numberOf(measure, measure.value)}, limit ${limit}`);
}

const { values } = parseArgs({
  options: { list: { type: 'string' }, tighten: { type: 'boolean', default: false } },
});
const measures = measureAll();
if (values.tighten) tightenLimits(measures, readLimits());
const limits = readLimits();
const exceeded = measures.filter((measure) => isExceeded(measure, limits));

if (values.list === undefined) {
  printTable(measures, limits);
  for (const { name } of exceeded)
    console.error(`${name} is beyond its limit: npm run check:measures -- --list ${name}`);
  process.exitCode = exceeded.length > 0 ? 1 : 0;
} else {
  const listed = measures.find(({ name }) => name === values.list);
  if (!listed) throw new Error(`No measure is named "${values.list}".`);
  printOffenders(listed, limits);
}
