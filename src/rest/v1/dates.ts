/** Milliseconds of the units that have a fixed length. */
const LENGTHS: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  fortnight: 1_209_600_000,
};
const DAY = 86_400_000;

/** The moments that a database can hold, in milliseconds; all others are taken for the nearest of them. */
const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00Z');
const LAST_MOMENT = Date.UTC(9999, 11, 31);

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** What words count for before a unit: `last month`, `a week ago`. */
const COUNTS: Readonly<Record<string, number>> = {
  last: -1,
  previous: -1,
  this: 0,
  next: 1,
  a: 1,
  an: 1,
};

/** What a text has said so far. What it says nothing of is as it is now, but a day that is named starts at midnight. */
interface Reading {
  date?: readonly [year: number, month: number, day: number];
  time?: readonly [hour: number, minute: number, second: number];
  /** How far the zone is ahead of UTC, in milliseconds. */
  zone?: number;
  /** The day of the month that is meant, whichever it was. */
  edge?: 'first' | 'last';
  /** Which day of the week is meant: the one that comes, today among them, or the last or next but today. */
  weekday?: { readonly name: string; readonly count: number };
  months: number;
  milliseconds: number;
}

type Groups = Readonly<Record<string, string | undefined>>;
type Rule = readonly [pattern: string, read: (reading: Reading, groups: Groups) => void];

const name3 = (names: readonly string[]) => `(?:${names.join('|')})[a-z]*`;
const MONTH = `(?<name>${name3(MONTHS)})\\.?`;
const COUNT = `(?:(?<digits>[+-]? ?\\d{1,6})|(?<word>${Object.keys(COUNTS).join('|')}))`;

const readDate = (reading: Reading, { year, month, name, day }: Groups) => {
  const named = name ? MONTHS.indexOf(name.slice(0, 3)) + 1 : Number(month);
  reading.date = [Number(year), named, Number(day ?? 1)];
};

const readTime = (reading: Reading, { hour, minute, second, half }: Groups) => {
  const hours = half ? (Number(hour) % 12) + (half === 'p' ? 12 : 0) : Number(hour);
  reading.time = [hours, Number(minute ?? 0), Number(second ?? 0)];
};

const countOf = ({ digits, word }: Groups): number =>
  word ? (COUNTS[word] ?? 0) : Number((digits ?? '1').replace(' ', ''));

const startOf = (days: number) => (reading: Reading) => {
  reading.time ??= [0, 0, 0];
  reading.milliseconds += days * DAY;
};

/** What may come next in a text, tried in this order, and what it says: most of what people write of what PHP reads. */
const rules: readonly Rule[] = [
  ['(?<year>\\d{4})([/-])(?<month>\\d{1,2})\\2(?<day>\\d{1,2})', readDate],
  ['(?<month>\\d{1,2})/(?<day>\\d{1,2})/(?<year>\\d{4})', readDate],
  ['(?<day>\\d{1,2})([.-])(?<month>\\d{1,2})\\2(?<year>\\d{4})', readDate],
  ['(?<year>\\d{4})-(?<month>\\d{2})', readDate],
  [`(?<day>\\d{1,2})(?:st|nd|rd|th)?[ -]?${MONTH},?[ -]?(?<year>\\d{4})`, readDate],
  [`${MONTH} (?:(?<day>\\d{1,2})(?:st|nd|rd|th)?,? )?(?<year>\\d{4})`, readDate],
  [
    '(?<=:\\d\\d(?:\\.\\d+)? ?)(?:(?<sign>[+-]?)(?<hours>\\d{2}):?(?<minutes>\\d{2})|z|utc|gmt)',
    readZone,
  ],
  ['(?<hour>\\d{1,2})(?::(?<minute>\\d{2}))?(?::(?<second>\\d{2}))? ?(?<half>[ap])m', readTime],
  ['(?<hour>\\d{1,2}):(?<minute>\\d{2})(?::(?<second>\\d{2})(?:\\.\\d+)?)?', readTime],
  [
    '(?<edge>first|last) day of',
    (reading, { edge }) => {
      reading.edge = edge as Reading['edge'];
    },
  ],
  [`${COUNT} ?(?<unit>${Object.keys(LENGTHS).join('|')}|month|year)s?(?<ago> ago)?`, readSpan],
  [`(?:(?<word>last|previous|this|next) )?(?<weekday>${name3(WEEKDAYS)}),?`, readWeekday],
  ['now', () => {}],
  ['today|midnight', startOf(0)],
  ['yesterday', startOf(-1)],
  ['tomorrow', startOf(1)],
  [
    'noon',
    (reading) => {
      reading.time = [12, 0, 0];
    },
  ],
];

/** A `+` of a query arrives as a blank. */
function readZone(reading: Reading, { sign, hours, minutes }: Groups): void {
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  reading.zone = sign === '-' ? -ahead : ahead;
}

function readSpan(reading: Reading, groups: Groups): void {
  const { unit = '', ago } = groups;
  const count = countOf(groups) * (ago ? -1 : 1);
  const length = LENGTHS[unit];
  if (length !== undefined) reading.milliseconds += count * length;
  else reading.months += count * (unit === 'year' ? 12 : 1);
}

function readWeekday(reading: Reading, { weekday = '', word }: Groups): void {
  reading.weekday = { name: weekday.slice(0, 3), count: COUNTS[word ?? 'this'] ?? 0 };
  reading.time ??= [0, 0, 0];
}

const matchers = rules.map(
  ([pattern, read]) => [new RegExp(`(?:${pattern})(?![a-z\\d])`, 'y'), read] as const,
);

/**
 * The moment that a v1 time parameter names: unix seconds when it is all digits, else a date text as PHP reads them,
 * in UTC where it names no zone (`2022-01-10`, `10.01.2022 12:30`, `tomorrow`, `-7 days`, `first day of last month`).
 * @returns null when it cannot be read
 */
export function readMoment(given: string, now: Date): Date | null {
  const words = given
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/(?<=\d)t(?=\d)/, ' ')
    .replace(/(?<=\d)z$/, ' z');
  const seconds = /^@?(-?\d+)$/.exec(words)?.[1];
  if (seconds !== undefined && (words.startsWith('@') || !seconds.startsWith('-'))) {
    return within(Number(seconds) * 1000);
  }
  const reading: Reading = { months: 0, milliseconds: 0 };
  for (let place = 0; place < words.length; ) {
    const end = readNext(reading, words, place);
    if (end === null) return null;
    place = words[end] === ' ' ? end + 1 : end;
  }
  return words !== '' && isPossible(reading) ? momentOf(reading, now) : null;
}

/** Reads what comes next. @returns where it ends; null when it is nothing that is known */
function readNext(reading: Reading, words: string, place: number): number | null {
  for (const [matcher, read] of matchers) {
    matcher.lastIndex = place;
    const found = matcher.exec(words);
    if (!found) continue;
    read(reading, found.groups ?? {});
    return matcher.lastIndex;
  }
  return null;
}

function isPossible({ date: [, month, day] = [0, 1, 1], time: [h, mi, s] = [0, 0, 0] }: Reading) {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && h <= 24 && mi <= 59 && s <= 60;
}

function momentOf(reading: Reading, now: Date): Date | null {
  const { date, time, zone = 0, months, milliseconds, edge, weekday } = reading;
  const [year, month, day] = date ?? [
    now.getUTCFullYear(),
    now.getUTCMonth() + 1,
    now.getUTCDate(),
  ];
  const clock = time ?? (date ? [0, 0, 0] : null);
  const sinceMidnight = clock
    ? ((clock[0] ?? 0) * 60 + (clock[1] ?? 0)) * 60_000 + (clock[2] ?? 0) * 1000
    : now.getTime() % DAY;
  const first = month - 1 + months;
  const midnight =
    edge === 'last'
      ? Date.UTC(year, first + 1, 0)
      : Date.UTC(year, first, edge === 'first' ? 1 : day);
  const moved = midnight + (weekday ? daysTo(weekday, midnight) * DAY : 0);
  return within(moved + sinceMidnight + milliseconds - zone);
}

/** How many days a day of the week is away from a midnight. */
function daysTo({ name, count }: NonNullable<Reading['weekday']>, midnight: number): number {
  const ahead = (WEEKDAYS.indexOf(name) - new Date(midnight).getUTCDay() + 7) % 7;
  if (count > 0) return ahead === 0 ? 7 : ahead;
  return count < 0 ? ahead - 7 : ahead;
}

/** Null for a moment so far away that it has no number. */
const within = (time: number): Date | null =>
  Number.isNaN(time) ? null : new Date(Math.min(Math.max(time, FIRST_MOMENT), LAST_MOMENT));
