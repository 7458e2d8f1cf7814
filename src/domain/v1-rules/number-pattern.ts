/** A company's rule for the numbers of its clients. */
export interface NumberRule {
  /** Text with `{$counter}` and other variables; empty for the bare padded counter. */
  readonly pattern: string;
  /** Digits to which the counter is padded with zeros. */
  readonly padding: number;
}

/** The fields of a client by name, of which a pattern can contain the id number and the custom values. */
export type NumberedClient = Readonly<Record<string, unknown>>;

/** The values that the variables of a pattern stand for. */
export interface NumberValues {
  readonly counter: number;
  readonly client: NumberedClient;
  readonly userId: number;
  /** The moment that the dates of the pattern show, in UTC. */
  readonly now: Date;
}

/** Returns the number that a rule gives. A variable that v1 does not know stays as it is written. */
export function formatNumber(
  { pattern, padding }: NumberRule,
  { counter, client, userId, now }: NumberValues,
): string {
  const padded = String(counter).padStart(padding, '0');
  if (pattern === '') return padded;
  const variables: Readonly<Record<string, unknown>> = {
    counter: padded,
    client_counter: padded,
    year: now.getUTCFullYear(),
    user_id: String(userId).padStart(2, '0'),
    client_id_number: client.idNumber,
    client_custom1: client.customValue1,
    client_custom2: client.customValue2,
    client_custom3: client.customValue3,
    client_custom4: client.customValue4,
  };
  return pattern.replace(/\{\$(?:date:([^}]*)|(\w+))\}/g, (whole, date, name) => {
    if (date !== undefined) return formatDate(date, now);
    return Object.hasOwn(variables, name) || name.startsWith('user_custom')
      ? String(variables[name] ?? '')
      : whole;
  });
}

/** Formats a date by the letters of PHP's `date` that numbers use; other letters stay. */
function formatDate(format: string, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const letters: Readonly<Record<string, string>> = {
    Y: String(now.getUTCFullYear()),
    y: two(now.getUTCFullYear() % 100),
    m: two(now.getUTCMonth() + 1),
    n: String(now.getUTCMonth() + 1),
    d: two(now.getUTCDate()),
    j: String(now.getUTCDate()),
    H: two(now.getUTCHours()),
    i: two(now.getUTCMinutes()),
    s: two(now.getUTCSeconds()),
  };
  return format.replace(/[A-Za-z]/g, (letter) => letters[letter] ?? letter);
}
