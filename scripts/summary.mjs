// Adds up the summaries of the test runs in a log and prints them as one line: node summary.mjs FILE
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const log = stripVTControlCharacters(readFileSync(process.argv[2], 'utf8'));
const sums = { passed: 0, failed: 0, skipped: 0 };
for (const [line] of log.matchAll(/^\s*Tests\s.*$/gm)) {
  for (const [, count, state] of line.matchAll(/(\d+) (passed|failed|skipped)/g))
    sums[state] += Number(count);
}
console.log(
  `${sums.passed} passed, ${sums.failed} failed${sums.skipped ? `, ${sums.skipped} skipped` : ''}`,
);
process.exit(sums.failed > 0 || sums.passed === 0 ? 1 : 0);
