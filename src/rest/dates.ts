/** Milliseconds of a day, the unit in which most words move. */
const DAY = 86_400_000;

/** The moments that a database can hold, in milliseconds; all others are taken for the nearest of them. */
const FIRST_MOMENT = Date.parse('0001-01-01T00:00:00Z');
const LAST_MOMENT = Date.UTC(9999, 11, 31);

/** Words that name a day, by how many days it lies after today. */
const days: Readonly<Record<string, number>> = {
  yesterday: -1,
  today: 0,
  midnight: 0,
  tomorrow: 1,
};

const units = ['second', 'minute', 'hour', 'day', 'week', 'fortnight', 'month', 'year'] as const;
type Unit = (typeof units)[number];

/** Milliseconds of the units that have a fixed length. */
const lengths: Partial<Record<Unit, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY,
  week: 7 * DAY,
  fortnight: 14 * DAY,
};

const RELATIVE = new RegExp(
  `^(?:([+-]?\\d{1,6})|(last|next|a|an)) ?(${units.join('|')}|sec|min)s?( ago)?$`,
);

/** A date, with or without a time of day and a zone. */
const WRITTEN =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)? ?(.*)$/;

/**
 * The moment that a v1 time parameter names: unix seconds when it is all digits, else a date text as PHP reads them,
 * in UTC where it names no zone (`2022-01-10`, `2022-01-10 12:30`, `tomorrow`, `-7 days`, `last month`).
 * @returns null when it cannot be read
 */
export function readMoment(given: string, now: Date): Date | null {
  const words = given.trim().toLowerCase().replace(/\s+/g, ' ');
  if (/^\d+$/.test(words)) return within(Number(words) * 1000);
  return named(words, now) ?? relative(words, now) ?? written(words) ?? parsed(given);
}

const within = (time: number): Date =>
  new Date(Math.min(Math.max(time, FIRST_MOMENT), LAST_MOMENT));

const valid = (date: Date): Date | null =>
  Number.isNaN(date.getTime()) ? null : within(date.getTime());

function named(words: string, now: Date): Date | null {
  if (words === 'now') return now;
  const day = days[words];
  return day === undefined ? null : new Date(startOfDay(now) + day * DAY);
}

const startOfDay = (date: Date): number => Math.floor(date.getTime() / DAY) * DAY;

function relative(words: string, now: Date): Date | null {
  const found = RELATIVE.exec(words);
  if (!found) return null;
  const [, digits, word, name = '', ago] = found;
  const count = (digits ? Number(digits) : word === 'last' ? -1 : 1) * (ago ? -1 : 1);
  const unit = (name === 'sec' ? 'second' : name === 'min' ? 'minute' : name) as Unit;
  const length = lengths[unit];
  if (length !== undefined) return valid(new Date(now.getTime() + count * length));
  const moved = new Date(now);
  if (unit === 'month') moved.setUTCMonth(moved.getUTCMonth() + count);
  else moved.setUTCFullYear(moved.getUTCFullYear() + count);
  return valid(moved);
}

function written(words: string): Date | null {
  const found = WRITTEN.exec(words);
  if (!found) return null;
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = found;
  const offset = readZone(zone ?? '');
  if (offset === null) return null;
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 24 || mi > 59 || s > 60) return null;
  return valid(new Date(Date.UTC(y, mo - 1, d, h, mi, s) - offset));
}

/** How far a zone is ahead of UTC, in milliseconds. A `+` of a query arrives as a blank. */
function readZone(zone: string): number | null {
  if (zone === '' || zone === 'z' || zone === 'utc' || zone === 'gmt') return 0;
  const found = /^([+-]?)(\d{2}):?(\d{2})$/.exec(zone);
  if (!found) return null;
  const [, sign, hours, minutes] = found;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Everything else that names a day, such as `10 January 2022` or `Mon, 10 Jan 2022 00:00:00 GMT`. */
function parsed(given: string): Date | null {
  if (!/\d{4}/.test(given) || given.length > 60) return null;
  const zoned = /(?:z|gmt|utc|[+-]\d{2}:?\d{2})$/i.test(given);
  return valid(new Date(zoned ? given : `${given} UTC`));
}
