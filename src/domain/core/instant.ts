/** Instants are written as ISO 8601 has them, in UTC and to the millisecond: `2026-01-31T12:00:00.500Z`. */
const ISO = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** An instant as PostgreSQL writes it in UTC, with up to three digits of the second's fraction. */
const POSTGRES = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?\+00$/;

/** Returns whether a value is an instant of the years 1 to 9999, which ISO 8601 and PostgreSQL write alike. */
export function isInstant(value: unknown): value is string {
  if (typeof value !== 'string' || !ISO.test(value)) return false;
  // `Date` turns a day that the month does not have into one of the next month.
  return !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value;
}

/** Returns whether a value is an instant to the microsecond, which is finer than any stored one but comparable with them. */
export const isMicrosecondInstant = (value: unknown): boolean =>
  typeof value === 'string' && /\.\d{6}Z$/.test(value) && isInstant(value.replace(/\d{3}Z$/, 'Z'));

/** Converts `2026-01-31 12:00:00.5+00` to ISO 8601. @throws Error for years that PostgreSQL writes in another form */
export function isoFromPostgres(text: string): string {
  if (!POSTGRES.test(text)) {
    throw new Error(`${text} is not an instant of the years 1 to 9999 in UTC.`);
  }
  const fraction = text.length > 22 ? text.slice(20, -3).padEnd(3, '0') : '000';
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
}
