/** Lengths of the units with a fixed length, in milliseconds. */
const UNIT_MS: Readonly<Record<string, number>> = {
  sec: 1000,
  second: 1000,
  min: 60_000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
  fortnight: 1_209_600_000,
};
const DAY_MS = 86_400_000;

/** Range of moments that the database can store, in milliseconds. Others are replaced by the nearest end. */
const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00Z');
const LAST_MOMENT = Date.UTC(9999, 11, 31);

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Numbers that words before a unit stand for: `last month`, `a week ago`. */
const COUNTS: Readonly<Record<string, number>> = {
  last: -1,
  previous: -1,
  this: 0,
  next: 1,
  a: 1,
  an: 1,
};

/** Parts of a date text that were parsed so far. Absent parts are those of now; a named day starts at midnight. */
interface ParsedDate {
  date?: readonly [year: number, month: number, day: number];
  time?: readonly [hour: number, minute: number, second: number];
  /** Offset of the zone from UTC, in milliseconds; positive in the east. */
  zone?: number;
  /** First or last day of the month, in place of the day. */
  edge?: 'first' | 'last';
  /** Day of the week: the next one from today on for a count of 0, else the last or next one without today. */
  weekday?: { readonly name: string; readonly count: number };
  months: number;
  milliseconds: number;
}

type NamedGroups = Readonly<Record<string, string | undefined>>;
type DateRule = readonly [pattern: string, read: (parsed: ParsedDate, groups: NamedGroups) => void];

const name3 = (names: readonly string[]) => `(?:${names.join('|')})[a-z]*`;
const MONTH = `(?<name>${name3(MONTHS)})\\.?`;
const COUNT = `(?:(?<digits>[+-]? ?\\d{1,6})|(?<word>${Object.keys(COUNTS).join('|')}))`;

const readDate = (parsed: ParsedDate, { year, month, name, day }: NamedGroups) => {
  const named = name ? MONTHS.indexOf(name.slice(0, 3)) + 1 : Number(month);
  parsed.date = [Number(year), named, Number(day ?? 1)];
};

const readTime = (parsed: ParsedDate, { hour, minute, second, half }: NamedGroups) => {
  const hours = half ? (Number(hour) % 12) + (half === 'p' ? 12 : 0) : Number(hour);
  parsed.time = [hours, Number(minute ?? 0), Number(second ?? 0)];
};

const countOf = ({ digits, word }: NamedGroups): number =>
  word ? (COUNTS[word] ?? 0) : Number((digits ?? '1').replace(' ', ''));

const atMidnight = (days: number) => (parsed: ParsedDate) => {
  parsed.time ??= [0, 0, 0];
  parsed.milliseconds += days * DAY_MS;
};

/** Patterns of the next part of a date text, in the order in which they are tried. They cover the usual forms of PHP. */
const rules: readonly DateRule[] = [
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
    (parsed, { edge }) => {
      parsed.edge = edge === 'last' ? 'last' : 'first';
    },
  ],
  [`${COUNT} ?(?<unit>${Object.keys(UNIT_MS).join('|')}|month|year)s?(?<ago> ago)?`, readSpan],
  [`(?:(?<word>last|previous|this|next) )?(?<weekday>${name3(WEEKDAYS)}),?`, readWeekday],
  ['now', () => {}],
  ['today|midnight', atMidnight(0)],
  ['yesterday', atMidnight(-1)],
  ['tomorrow', atMidnight(1)],
  [
    'noon',
    (parsed) => {
      parsed.time = [12, 0, 0];
    },
  ],
];

/** Reads a zone. Its sign may be missing: a `+` in a query is decoded as a blank. */
function readZone(parsed: ParsedDate, { sign, hours, minutes }: NamedGroups): void {
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60_000;
  parsed.zone = sign === '-' ? -ahead : ahead;
}

function readSpan(parsed: ParsedDate, groups: NamedGroups): void {
  const { unit = '', ago } = groups;
  const count = countOf(groups) * (ago ? -1 : 1);
  const length = UNIT_MS[unit];
  if (length !== undefined) parsed.milliseconds += count * length;
  else parsed.months += count * (unit === 'year' ? 12 : 1);
}

function readWeekday(parsed: ParsedDate, { weekday = '', word }: NamedGroups): void {
  parsed.weekday = { name: weekday.slice(0, 3), count: COUNTS[word ?? 'this'] ?? 0 };
  parsed.time ??= [0, 0, 0];
}

const matchers = rules.map(
  ([pattern, read]) => [new RegExp(`(?:${pattern})(?![a-z\\d])`, 'y'), read] as const,
);

/**
 * Parses a time parameter of v1: Unix seconds, or a date text as PHP's `strtotime` reads it, in UTC unless it names a zone
 * (`2022-01-10`, `10.01.2022 12:30`, `tomorrow`, `-7 days`, `first day of last month`).
 * @returns null for an unreadable text
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
  const parsed: ParsedDate = { months: 0, milliseconds: 0 };
  for (let place = 0; place < words.length; ) {
    const end = readNext(parsed, words, place);
    if (end === null) return null;
    place = words[end] === ' ' ? end + 1 : end;
  }
  return words !== '' && isPossible(parsed) ? momentOf(parsed, now) : null;
}

/** Parses the next part of a text. @returns the index of its end; null if no pattern matches */
function readNext(parsed: ParsedDate, words: string, place: number): number | null {
  for (const [matcher, read] of matchers) {
    matcher.lastIndex = place;
    const found = matcher.exec(words);
    if (!found) continue;
    read(parsed, found.groups ?? {});
    return matcher.lastIndex;
  }
  return null;
}

function isPossible({
  date: [, month, day] = [0, 1, 1],
  time: [h, mi, s] = [0, 0, 0],
}: ParsedDate) {
  return month >= 1 && month <= 12 && day >= 1 && day <= 31 && h <= 24 && mi <= 59 && s <= 60;
}

function momentOf(parsed: ParsedDate, now: Date): Date | null {
  const { date, time, zone = 0, months, milliseconds, edge, weekday } = parsed;
  const [year, month, day] = date ?? [
    now.getUTCFullYear(),
    now.getUTCMonth() + 1,
    now.getUTCDate(),
  ];
  const clock = time ?? (date ? [0, 0, 0] : null);
  const sinceMidnight = clock
    ? ((clock[0] ?? 0) * 60 + (clock[1] ?? 0)) * 60_000 + (clock[2] ?? 0) * 1000
    : now.getTime() % DAY_MS;
  const first = month - 1 + months;
  const midnight =
    edge === 'last'
      ? Date.UTC(year, first + 1, 0)
      : Date.UTC(year, first, edge === 'first' ? 1 : day);
  const moved = midnight + (weekday ? daysTo(weekday, midnight) * DAY_MS : 0);
  return within(moved + sinceMidnight + milliseconds - zone);
}

/** Returns the number of days from a midnight to a day of the week. */
function daysTo({ name, count }: NonNullable<ParsedDate['weekday']>, midnight: number): number {
  const ahead = (WEEKDAYS.indexOf(name) - new Date(midnight).getUTCDay() + 7) % 7;
  if (count > 0) return ahead === 0 ? 7 : ahead;
  return count < 0 ? ahead - 7 : ahead;
}

/** Returns a moment within the range of the database; null for one that is not a finite number. */
const within = (time: number): Date | null =>
  Number.isNaN(time) ? null : new Date(Math.min(Math.max(time, FIRST_MOMENT), LAST_MOMENT));
