import { type DocumentNode, type ParseOptions, parse, type Source } from 'graphql';
import type { GatewayPlugin } from '../http/gateway-plugin.ts';
import { requestError } from './errors.ts';
import { selectedFieldsOf } from './selected-fields.ts';

/** Maximum of characters in a document. GraphiQL's largest, introspection, has 2,000. */
const MAX_CHARACTERS = 100_000;

/** Maximum of tokens (names, punctuators, values) in a document. */
const MAX_TOKENS = 5_000;

/** Maximum of nested brackets in a document, and of nested objects and lists in its variables. */
const MAX_DEPTH = 100;

/** Maximum of fields that a document selects, with those of each fragment spread. */
const MAX_FIELDS = 10_000;

/** Maximum of objects and lists in the variables of a request: each is compared with every field of its type. */
const MAX_PARTS = 20_000;

/**
 * Refuses requests that are expensive to parse, validate or coerce: all three recurse for each level, and validation
 * compares each field with each other.
 */
export const limitRequests = (): GatewayPlugin => ({
  onParams: ({ params }) => {
    const { query, variables } = params;
    if (typeof query === 'string' && query.length > MAX_CHARACTERS) {
      throw tooComplex(`A document has at most ${MAX_CHARACTERS} characters.`);
    }
    checkParts(variables);
  },
  // Cached documents are not parsed again.
  onParse: ({ setParseFn }) => setParseFn(parseWithinLimits),
});

const tooComplex = (message: string) => requestError('TOO_COMPLEX', message, 400);

function parseWithinLimits(source: string | Source, options?: ParseOptions): DocumentNode {
  const text = typeof source === 'string' ? source : source.body;
  if (bracketDepth(text) > MAX_DEPTH) {
    throw tooComplex(`A document is nested at most ${MAX_DEPTH} levels deep.`);
  }
  const document = parse(source, { ...options, maxTokens: MAX_TOKENS });
  if (selectedFieldsOf(document) > MAX_FIELDS) {
    throw tooComplex(
      `A document selects at most ${MAX_FIELDS} fields, counted wherever they are spread.`,
    );
  }
  return document;
}

/** Strings and comments, whose brackets do not nest. The parser refuses unfinished strings. */
const QUIET = /"""(?:\\"""|[\s\S])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*/g;

/** Counts the deepest nesting of brackets. */
function bracketDepth(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const [bracket] of text.replace(QUIET, '').matchAll(/[{}[\]()]/g)) {
    open += '{[('.includes(bracket) ? 1 : -1;
    deepest = Math.max(deepest, open);
  }
  return deepest;
}

/** Returns whether the variables of a request exceed the limits. */
export function isTooComplex(variables: unknown): boolean {
  try {
    checkParts(variables);
    return false;
  } catch {
    return true;
  }
}

/** Checks the depth and number of the objects and lists in a value. Does not recurse: there may be any number. */
function checkParts(value: unknown): void {
  let level = partsOf([value]);
  let parts = 0;
  for (let depth = 1; level.length > 0; depth += 1) {
    parts += level.length;
    if (depth > MAX_DEPTH) {
      throw tooComplex(`Variables are nested at most ${MAX_DEPTH} levels deep.`);
    }
    if (parts > MAX_PARTS) {
      throw tooComplex(`Variables have at most ${MAX_PARTS} objects and lists.`);
    }
    level = level.flatMap((part) => partsOf(Object.values(part)));
  }
}

const partsOf = (values: readonly unknown[]): object[] =>
  values.filter((value): value is object => typeof value === 'object' && value !== null);
