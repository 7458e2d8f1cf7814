import type { Checked } from './check.ts';
import type { Segment } from './rounds.ts';
import { ratio, type Summary, summarize } from './summary.ts';
import { type Workload, workloads } from './workloads.ts';

const number = (value: number | null | undefined, digits: number): string =>
  value === null || value === undefined ? '–' : value.toFixed(digits);

/** Rows as a Markdown table. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** The product beside the limit and PostGraphile, a row for each workload. */
export function productTable(
  names: readonly Workload[],
  segments: readonly Segment[],
  checked: readonly Checked[],
): string {
  const rows = names.flatMap((workload) => {
    const summary = summarize(segments, 'gateway', workload);
    if (!summary) return [];
    const against = (other: string) =>
      agrees(checked, other, workload)
        ? number(ratio(segments, ['gateway', workload], [other, workload]), 2)
        : '–';
    return [
      [workloads[workload], against('limit'), against('postgraphile'), ...costs(summary, checked)],
    ];
  });
  return table(['workload', '× limit', '× PostGraphile', ...costHeads], rows);
}

/** Every contender, a row for each workload and contender. */
export function allTable(
  names: readonly Workload[],
  contenders: readonly string[],
  segments: readonly Segment[],
  checked: readonly Checked[],
): string {
  const rows = names.flatMap((workload) =>
    contenders.flatMap((contender) => {
      const summary = summarize(segments, contender, workload);
      if (!summary) return [];
      const toLimit = number(ratio(segments, [contender, workload], ['limit', workload]), 2);
      const found = checked.find((one) => one.contender === contender && one.workload === workload);
      const note = found?.difference ? ' (OTHER ANSWERS)' : '';
      return [[workloads[workload], `${contender}${note}`, toLimit, ...costs(summary, checked)]];
    }),
  );
  return table(['workload', 'server', '× limit', ...costHeads], rows);
}

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

/** Whether the answers of a contender and those of the product say the same. */
const agrees = (checked: readonly Checked[], contender: string, workload: Workload): boolean =>
  checked
    .filter((one) => one.workload === workload && [contender, 'gateway'].includes(one.contender))
    .every(({ difference }) => difference === null);
