import type pg from 'pg';

/**
 * Session settings that answers depend on. Times are read and compared as UTC texts, and a write expects each of its
 * statements to see what others committed before it. A gateway writes.
 */
const SESSION_SETTINGS = {
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  standard_conforming_strings: 'on',
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
} as const;

/**
 * Returns the settings of a connection to a PostgreSQL server. Options in the address are kept, but the session settings
 * that answers depend on come after them, and of two values PostgreSQL takes the last.
 * @param url `postgres://…`, with `options` and other parameters of libpq
 * @param more further session settings, which win over the address as well
 */
export function connectionTo(
  url: string,
  more: Readonly<Record<string, string>> = {},
): pg.ClientConfig {
  const [address = '', query = ''] = url.split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  // A backslash at the end would join the last option with the first of ours.
  const given = parameters.getAll('options').join(' ').replace(/\\+$/, '');
  parameters.delete('options');
  const rest = parameters.size > 0 ? `?${parameters}` : '';
  return {
    connectionString: address + rest,
    options: [given, ...optionsOf({ ...SESSION_SETTINGS, ...more })].join(' ').trim(),
  };
}

/** Returns the statements that set a session up as `connectionTo` does, for the session of the embedded database. */
export const sessionSetup = (more: Readonly<Record<string, string>>): string =>
  Object.entries({ ...SESSION_SETTINGS, ...more })
    .map(([name, value]) => `set ${name} to '${value}'`)
    .join('; ');

const optionsOf = (settings: Readonly<Record<string, string>>): string[] =>
  Object.entries(settings).map(([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`);
