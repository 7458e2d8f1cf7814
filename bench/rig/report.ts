import type { Checked } from './requests/check.ts';
import { type Workload, workloads } from './requests/workloads.ts';
import type { Segment } from './rounds.ts';
import { cpuRatio, limitOf, ratio, type Summary, summarize } from './summary.ts';

const number = (value: number | null | undefined, digits: number): string =>
  value === null || value === undefined ? '–' : value.toFixed(digits);

/** Formats rows as a Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** The contents of a report. */
export interface Results {
  readonly workloads: readonly Workload[];
  readonly contenders: readonly string[];
  readonly segments: readonly Segment[];
  readonly checked: readonly Checked[];
}

/** Formats the product beside the limit and PostGraphile, a row for each workload. */
export function productTable(results: Results): string {
  const rows = results.workloads.flatMap((workload) => {
    const summary = summarize(results.segments, 'gateway', workload);
    if (!summary) return [];
    const against = (other: string | null) =>
      number(speedAgainst(results, 'gateway', other, workload), 2);
    return [
      [
        workloads[workload],
        against(limitOf(results.segments, workload)),
        against('postgraphile'),
        ...costs(summary, results.checked),
      ],
    ];
  });
  return table(['workload', '× limit', '× PostGraphile', ...costHeads], rows);
}

/** Formats the product beside an earlier build of it: medians of the ratios within each round. */
export function earlierTable({ workloads: names, segments }: Results): string {
  const rows = names.map((workload) => {
    const pair = [['gateway', workload] as const, ['earlier', workload] as const] as const;
    return [
      workloads[workload],
      number(cpuRatio(segments, ...pair), 3),
      number(ratio(segments, ...pair), 3),
    ];
  });
  return table(['workload', 'CPU time × earlier', 'requests/s × earlier'], rows);
}

/** Formats every contender, a row for each workload and contender. */
export function allTable(results: Results): string {
  const rows = results.workloads.flatMap((workload) =>
    results.contenders.flatMap((contender) => {
      const summary = summarize(results.segments, contender, workload);
      if (!summary) return [];
      const reference = limitOf(results.segments, workload);
      const toLimit = number(speedAgainst(results, contender, reference, workload), 2);
      const note = agrees(results.checked, contender, workload) ? '' : ' (OTHER ANSWERS)';
      return [
        [workloads[workload], `${contender}${note}`, toLimit, ...costs(summary, results.checked)],
      ];
    }),
  );
  return table(['workload', 'server', '× limit', ...costHeads], rows);
}

/**
 * Returns the cost of a deep page for the product, as a multiple of the first page; null if either was not measured.
 */
export function depthCost({ segments }: Results): string | null {
  const [first, deep] = (['list', 'deep'] as const).map((name) =>
    summarize(segments, 'gateway', name),
  );
  const speed = ratio(segments, ['gateway', 'list'], ['gateway', 'deep']);
  if (!first || !deep || speed === null) return null;
  return `A page after 90 % of the book costs ${number(speed, 2)} of the first page's time and ${number(cpuOf(deep) / cpuOf(first), 2)} of its CPU time.`;
}

/** Returns the microseconds of CPU time of a request, PostgreSQL included. */
const cpuOf = ({ cpu, databaseCpu }: Summary): number =>
  (cpu ?? Number.NaN) + (databaseCpu ?? Number.NaN);

/** Returns the ratio of two contenders' requests per second; null when their answers differ. */
const speedAgainst = (
  { segments, checked }: Results,
  contender: string,
  other: string | null,
  workload: Workload,
): number | null =>
  other !== null && agrees(checked, contender, workload) && agrees(checked, other, workload)
    ? ratio(segments, [contender, workload], [other, workload])
    : null;

const costHeads = [
  'requests/s',
  'p50 ms',
  'p99 ms',
  'statements',
  'server µs',
  'PostgreSQL µs',
  'bytes',
];

function costs(summary: Summary, checked: readonly Checked[]): string[] {
  const found = checked.find(
    (one) => one.contender === summary.contender && one.workload === summary.workload,
  );
  const errors = summary.errors > 0 ? ` (${summary.errors} ERRORS)` : '';
  return [
    `${number(summary.perSecond, summary.perSecond < 100 ? 1 : 0)}${errors}`,
    number(summary.p50, 2),
    number(summary.p99, 2),
    number(found?.statements, 1).replace('.0', ''),
    number(summary.cpu, 0),
    number(summary.databaseCpu, 0),
    String(found?.bytes ?? '–'),
  ];
}

/** Tells whether a contender gives the same answers as all others. */
const agrees = (checked: readonly Checked[], contender: string, workload: Workload): boolean =>
  checked.every(
    (one) => one.workload !== workload || one.contender !== contender || one.difference === null,
  );

/**
 * Formats the requests per second on books of several sizes, with the factor by which a request takes longer on the
 * last book than on the one before. The factor is given for the product and, to show the database's part, for the
 * limit.
 */
export function growthTable(
  names: readonly Workload[],
  sizes: readonly string[],
  segments: readonly Segment[],
): string {
  const [before, last] = sizes.slice(-2) as [string, string];
  const growth = (contender: string, workload: Workload) =>
    ratio(segments, [`${contender} ${before}`, workload], [`${contender} ${last}`, workload]);
  const cpuGrowth = (workload: Workload) => {
    const [small, large] = [before, last].map((size) =>
      summarize(segments, `gateway ${size}`, workload),
    );
    return small && large ? cpuOf(large) / cpuOf(small) : null;
  };
  const rows = names.map((workload) => [
    workloads[workload],
    ...sizes.map((size) => {
      const summary = summarize(segments, `gateway ${size}`, workload);
      const toLimit = ratio(segments, [`gateway ${size}`, workload], [`limit ${size}`, workload]);
      return `${number(summary?.perSecond, 0)} (${number(toLimit, 2)})`;
    }),
    number(growth('gateway', workload), 2),
    number(cpuGrowth(workload), 2),
    number(growth('limit', workload), 2),
  ]);
  const head = sizes.map((size) => `${size}: requests/s (× limit)`);
  return table(
    ['workload', ...head, `time ${before} → ${last}`, 'CPU time', 'the limit’s time'],
    rows,
  );
}
