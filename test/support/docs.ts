/** A request on a page of the docs, with the answer below it. */
export interface Example {
  readonly query: string;
  readonly variables: object;
  /** Headers in addition to the token. */
  readonly headers: Record<string, string>;
  /** The answer as it is printed: JSON, or the events of a stream. */
  readonly printed: string;
}

const block = (language: string) => `\`\`\`${language}\\n([^]*?)\`\`\`\\n\\n`;
const EXAMPLE = new RegExp(
  `${block('graphql')}(?:${block('json variables')})?(?:${block('json headers')})?` +
    '```(?:json|text)\\n([^]*?)```',
  'g',
);

/** Returns the requests of a page, in order. @throws Error when a request has no answer below it */
export function examplesOf(page: string): Example[] {
  const found = [...page.matchAll(EXAMPLE)].map(
    ([, query = '', variables = '{}', headers = '{}', printed = '']) => ({
      query,
      variables: JSON.parse(variables) as object,
      headers: JSON.parse(headers) as Record<string, string>,
      printed,
    }),
  );
  const requests = page.split('```graphql\n').length - 1;
  if (found.length === requests) return found;
  throw new Error(`Of ${requests} requests ${found.length} have an answer below them.`);
}

/** Returns the page with other answers, one for each of its requests. */
export function withAnswers(page: string, answers: readonly string[]): string {
  const rest = [...answers];
  return page.replace(EXAMPLE, (text, ...groups: string[]) => {
    const end = `${groups[3]}\`\`\``;
    return `${text.slice(0, -end.length)}${rest.shift()}\`\`\``;
  });
}

/** Returns true if a response is the printed one. `…` stands for any text, and a moment of today for any other. */
export function agrees(printed: unknown, actual: unknown): boolean {
  if (printed === '…') return typeof actual === 'string';
  if (isToday(actual)) return typeof printed === 'string' && !Number.isNaN(Date.parse(printed));
  if (typeof printed !== 'object' || typeof actual !== 'object' || !printed || !actual) {
    return printed === actual;
  }
  const [keys, actualKeys] = [Object.keys(printed), Object.keys(actual)];
  return (
    Array.isArray(printed) === Array.isArray(actual) &&
    keys.join() === actualKeys.join() &&
    keys.every((key) => agrees(Reflect.get(printed, key), Reflect.get(actual, key)))
  );
}

const DAY = 24 * 60 * 60 * 1000;

const isToday = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT/.test(value) &&
  Math.abs(Date.parse(value) - Date.now()) < DAY;

const WIDTH = 100;

/** Formats JSON for the docs: a value that fits goes on one line, and lines of scalars are filled. */
export function written(value: unknown, indent = '', key = ''): string {
  const line = onOneLine(value);
  if (isLeaf(value) || indent.length + key.length + line.length < WIDTH) return key + line;
  const below = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => written(item, below))
    : Object.entries(value as object).map(([name, item]) => written(item, below, `"${name}": `));
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const isFilled = Array.isArray(value) && value.every(isLeaf);
  const lines = isFilled ? filled(items, WIDTH - below.length) : items;
  return `${key}${open}\n${lines.map((each) => below + each).join(',\n')}\n${indent}${close}`;
}

const isLeaf = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || Object.keys(value).length === 0;

/** Fills lines of at most `width` characters with items. */
function filled(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const longer = `${lines.at(-1)}, ${item}`;
    if (lines.length > 0 && longer.length < width) lines.splice(-1, 1, longer);
    else lines.push(item);
  }
  return lines;
}

/** A UUID, which differs in each run. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`;
  if (typeof value === 'string' && UUID.test(value)) return '"…"';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => `"${key}": ${onOneLine(item)}`);
  return members.length > 0 ? `{ ${members.join(', ')} }` : '{}';
}
