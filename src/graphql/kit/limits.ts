import { type DocumentNode, type ParseOptions, parse, type Source } from 'graphql';
import type { GatewayPlugin } from '../http/gateway-plugin.ts';
import { requestError } from './errors.ts';
import { selectedFieldsOf } from './selected-fields.ts';

/** Most characters of a document. The largest that GraphiQL sends, introspection, has 2,000. */
const MAX_CHARACTERS = 100_000;

/** Most tokens (names, signs, values) of a document. */
const MAX_TOKENS = 5_000;

/** Most levels of braces, brackets and parentheses in a document, and of objects and lists in its variables. */
const MAX_DEPTH = 100;

/** Most fields that a document selects, with those of fragments wherever they are spread. */
const MAX_FIELDS = 10_000;

/** Most objects and lists in the variables of a request: each is compared with every field of its type. */
const MAX_PARTS = 20_000;

/**
 * Refuses requests that would cost much before anything is known of them: parser, validation and the coercion of
 * variables call themselves for each level, and compare each field with each other.
 */
export const limitRequests = (): GatewayPlugin => ({
  onParams: ({ params }) => {
    const { query, variables } = params;
    if (typeof query === 'string' && query.length > MAX_CHARACTERS) {
      throw tooComplex(`A document has at most ${MAX_CHARACTERS} characters.`);
    }
    checkParts(variables);
  },
  // Documents that were parsed before do not get here.
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

/** Strings and comments, in which brackets mean nothing; an unfinished string is the parser's to refuse. */
const QUIET = /"""(?:\\"""|[\s\S])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*/g;

/** How many brackets are open at once, at most. */
function bracketDepth(text: string): number {
  let open = 0;
  let deepest = 0;
  for (const [bracket] of text.replace(QUIET, '').matchAll(/[{}[\]()]/g)) {
    open += '{[('.includes(bracket) ? 1 : -1;
    deepest = Math.max(deepest, open);
  }
  return deepest;
}

/** Whether the variables of a request have more in them than is looked at. */
export function isTooComplex(variables: unknown): boolean {
  try {
    checkParts(variables);
    return false;
  } catch {
    return true;
  }
}

/** Checks depth and number of the objects and lists in a value. It does not call itself: there may be any number. */
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
