import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMoment } from '../../../src/rest/v1/dates.ts';

/** A Tuesday. */
const NOW = new Date('2025-11-25T11:34:56Z');

const read = (text: string) => readMoment(text, NOW)?.toISOString().replace('.000Z', 'Z') ?? null;

// The right sides are what PHP 8.2 says in UTC.
const moments: [text: string, moment: string][] = [
  ['1641772800', '2022-01-10T00:00:00Z'],
  ['@1641772800', '2022-01-10T00:00:00Z'],
  ['now', '2025-11-25T11:34:56Z'],
  ['today', '2025-11-25T00:00:00Z'],
  ['tomorrow', '2025-11-26T00:00:00Z'],
  ['yesterday 14:00', '2025-11-24T14:00:00Z'],
  ['tomorrow noon', '2025-11-26T12:00:00Z'],
  ['-1 week', '2025-11-18T11:34:56Z'],
  ['- 7 days', '2025-11-18T11:34:56Z'],
  ['2 weeks ago', '2025-11-11T11:34:56Z'],
  ['+2 hours 30 minutes', '2025-11-25T14:04:56Z'],
  ['last month', '2025-10-25T11:34:56Z'],
  ['next year', '2026-11-25T11:34:56Z'],
  ['tuesday', '2025-11-25T00:00:00Z'],
  ['last monday', '2025-11-24T00:00:00Z'],
  ['next friday', '2025-11-28T00:00:00Z'],
  ['first day of this month', '2025-11-01T11:34:56Z'],
  ['last day of previous month', '2025-10-31T11:34:56Z'],
  ['first day of january 2022', '2022-01-01T00:00:00Z'],
  ['2022-01-10', '2022-01-10T00:00:00Z'],
  ['2022/1/10', '2022-01-10T00:00:00Z'],
  ['01/10/2022', '2022-01-10T00:00:00Z'],
  ['10.01.2022', '2022-01-10T00:00:00Z'],
  ['10-01-2022 12:30', '2022-01-10T12:30:00Z'],
  ['10 January 2022', '2022-01-10T00:00:00Z'],
  ['Jan 10, 2022', '2022-01-10T00:00:00Z'],
  ['Jan 2022', '2022-01-01T00:00:00Z'],
  ['2022-01', '2022-01-01T00:00:00Z'],
  ['Mon, 10 Jan 2022 00:00:00 GMT', '2022-01-10T00:00:00Z'],
  ['2022-01-10T12:30:15.123Z', '2022-01-10T12:30:15Z'],
  ['2022-01-10T12:30:15+02:00', '2022-01-10T10:30:15Z'],
  ['2022-01-10 12:30 -0500', '2022-01-10T17:30:00Z'],
  ['2022-01-10 3pm', '2022-01-10T15:00:00Z'],
  ['2022-01-10 +1 day', '2022-01-11T00:00:00Z'],
  ['2022-02-30', '2022-03-02T00:00:00Z'],
];

test.for(moments)('the date text "%s" is %s', ([text, moment]) => {
  expect(read(text)).toBe(moment);
});

test('a zone is read although its + was decoded as a blank', () => {
  expect(read('2022-01-10T12:30:15 02:00')).toBe('2022-01-10T10:30:15Z');
});

describe('an unreadable date text is null', () => {
  test.for([
    '',
    'soonish',
    '2022-13-01',
    '2022-01-32',
    '25:00',
    'third of may',
    'jan',
    '+999999 years',
    '-5',
  ])('"%s"', (text) => {
    expect(read(text)).toBeNull();
  });

  test('whatever the text', () => {
    const words = moments.flatMap(([text]) => text.split(' '));
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words, '-', '99999')).map((all) => all.join(' ')),
    );
    fc.assert(
      fc.property(text, (given) => {
        const moment = readMoment(given, NOW);
        return moment === null || /^\d{4}-/.test(moment.toISOString());
      }),
    );
  });
});
