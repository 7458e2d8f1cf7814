/** An element of an array. An object is written as JSON. */
export type Element = string | number | boolean | object | null | undefined;

/**
 * Writes an array as PostgreSQL reads it from text, to be cast to its type: `{1,NULL,"a \"b\""}`. This takes half the
 * time of JSON, in this process and in the server.
 */
export function arrayLiteral(values: readonly Element[]): string {
  let literal = '{';
  for (let i = 0; i < values.length; i += 1) {
    if (i > 0) literal += ',';
    literal += element(values[i]);
  }
  return `${literal}}`;
}

function element(value: Element): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'string') return quoted(value);
  return typeof value === 'object' ? quoted(JSON.stringify(value)) : String(value);
}

const quoted = (text: string): string =>
  `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
