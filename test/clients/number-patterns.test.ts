import { expect, test } from 'vitest';
import { formatNumber } from '../../src/domain/v1-rules/number-pattern.ts';

const NOW = new Date('2026-03-04T05:06:07Z');

const CLIENT = {
  idNumber: 'I-1',
  customValue1: 'one',
  customValue2: 'two',
  customValue3: null,
  customValue4: 'four',
};

const VALUES = { client: CLIENT, userId: 7, now: NOW };

const patterns: [pattern: string, number: string][] = [
  ['', '0042'],
  ['{$counter}', '0042'],
  ['C-{$client_counter}', 'C-0042'],
  ['{$year}/{$counter}', '2026/0042'],
  ['{$date:Y-m-d}', '2026-03-04'],
  ['{$date:y.n.j H:i:s}', '26.3.4 05:06:07'],
  ['{$user_id}', '07'],
  ['{$client_id_number}', 'I-1'],
  ['{$client_custom1}{$client_custom2}{$client_custom3}{$client_custom4}', 'onetwofour'],
  ['[{$user_custom1}{$user_custom4}]', '[]'],
  ['{$nobody_knows}-{$constructor}', '{$nobody_knows}-{$constructor}'],
  ['$1 {counter} {$counter', '$1 {counter} {$counter'],
];

test('formats numbers by the pattern of the company', () => {
  const made = patterns.map(([pattern]) => [
    pattern,
    formatNumber({ pattern, padding: 4 }, { ...VALUES, counter: 42 }),
  ]);
  expect(made).toEqual(patterns);
  const padded = [1, 4, 6].map((padding) =>
    formatNumber({ pattern: '', padding }, { ...VALUES, counter: 12345 }),
  );
  expect(padded).toEqual(['12345', '12345', '012345']);
});
