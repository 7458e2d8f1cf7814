import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { castMeasures } from '../../scripts/measures/casts.ts';
import { cycleMeasure } from '../../scripts/measures/cycles.ts';
import { functionMeasures } from '../../scripts/measures/functions.ts';
import { readSynonyms, usesIn } from '../../scripts/measures/glossary.ts';
import { type Limits, limitOf } from '../../scripts/measures/limits.ts';
import { countOf, type Measure } from '../../scripts/measures/measure.ts';
import { nameMeasures } from '../../scripts/measures/names.ts';
import { type Module, readModules } from '../../scripts/measures/project.ts';
import { isVerb } from '../../scripts/measures/verbs.ts';

/** Returns the modules of a project that has these files. */
function modulesOf(files: Readonly<Record<string, string>>): Module[] {
  const folder = mkdtempSync(join(tmpdir(), 'measures-'));
  try {
    const tsconfig = { compilerOptions: { noEmit: true, noLib: true }, include: ['*.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return readModules(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns what a measure lists, each with its place. */
function listed(measures: Measure[], name: string): string[] {
  const measure = measures.find((each) => each.name === name);
  return (measure?.offenders ?? []).map(({ file, line, note }) => `${file}:${line} ${note}`);
}

test('lists each cast once, and no `as const`', () => {
  const modules = modulesOf({
    'a.ts': 'export const a = [1] as const;\nexport const b = a as unknown as string;\n',
    'b.ts': 'export const c = 1 as never;\n',
  });
  const measures = castMeasures(modules);
  expect(listed(measures, 'casts')).toEqual(['a.ts:2 as unknown as string', 'b.ts:1 as never']);
  expect(listed(measures, 'casts-never')).toEqual(['b.ts:1 as never']);
});

test('lists an import cycle of types once', () => {
  const modules = modulesOf({
    'a.ts': "import type { B } from './b.ts';\nexport type A = B[];\n",
    'b.ts': "export type B = import('./a.ts').A;\n",
    'c.ts': "import type { B } from './b.ts';\nexport type C = B;\n",
  });
  expect(listed([cycleMeasure(modules)], 'import-cycles')).toEqual(['a.ts:1 → b.ts → a.ts']);
});

test('lists exports without a docstring and names that two files define', () => {
  const modules = modulesOf({
    'a.ts': '/** A text. */\nexport const text = 1;\nexport type Bare = 2;\n',
    'b.ts': '/** Another. */\nexport function text() {}\n',
  });
  const measures = nameMeasures(modules);
  expect(listed(measures, 'undocumented-exports')).toEqual(['a.ts:3 Bare']);
  expect(listed(measures, 'repeated-names')).toEqual(['a.ts:2 text', 'b.ts:2 text']);
});

test('lists functions with more than three parameters, whatever holds them', () => {
  const modules = modulesOf({
    'a.ts': `export const f = (a, b, c, d) => a;
export class C { m(a, b, c, d) {} }
export function g(a, b, c) { return [a].map((x, y, z, w) => x); }
`,
  });
  const measures = functionMeasures(modules);
  expect(listed(measures, 'parameters')).toEqual([
    'a.ts:1 f: 4 parameters',
    'a.ts:2 m: 4 parameters',
  ]);
  expect(measures.find(({ name }) => name === 'parameters')?.value).toBe(66.7);
});

test('leaves generated files out', () => {
  const modules = modulesOf({ 'a.ts': '// Written by a script.\nexport const a = 1;\n' });
  expect(modules.map(({ generated }) => generated)).toEqual([true]);
});

test.for(['Returns a page.', 'Is true for ids.', 'Matches'])('takes "%s" for a verb', (text) => {
  expect(isVerb(text)).toBe(true);
});

test.for(['Values copied', 'The page', 'Address of', 'Return it', 'This'])(
  'takes "%s" for no verb',
  (text) => {
    expect(isVerb(text)).toBe(false);
  },
);

test('finds forbidden words as parts of names and forbidden names as they stand', () => {
  const synonyms = readSynonyms(
    '| word | meaning | not |\n| --- | --- | --- |\n| pattern | For search | needle, came to, `Line` |\n| own | | |\n',
  );
  const found = (note: string) =>
    usesIn({ file: 'a.ts', line: 1, note }, synonyms).map((use) => use.note);
  expect(found('const isNeedleOf = 1')).toEqual(['"needle": pattern']);
  expect(found('What it came to.')).toEqual(['"came to": pattern']);
  expect(found('new Line()')).toEqual(['"Line": pattern']);
  expect(found('a line, outlined, needless')).toEqual([]);
});

test('holds a measure to its limit of today, or else to its goal', () => {
  const measure = countOf('cycles', 'cycles', []);
  const limits: Limits = { cycles: 4 };
  expect([limitOf(measure, limits), limitOf(measure, {})]).toEqual([4, 0]);
});
