import { type DocumentNode, type ParseOptions, parse, type Source } from 'graphql';
import { requestError } from './errors.ts';
import type { GatewayPlugin } from './gateway-plugin.ts';

/** Most characters of a document. The largest that GraphiQL sends, introspection, has 2,000. */
const MAX_CHARACTERS = 100_000;

/** Most tokens (names, signs, values) of a document. */
const MAX_TOKENS = 5_000;

/** Most levels of braces, brackets and parentheses in a document, and of objects and lists in its variables. */
const MAX_DEPTH = 100;

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
    if (isDeeperThan(variables, MAX_DEPTH)) {
      throw tooComplex(`Variables are nested at most ${MAX_DEPTH} levels deep.`);
    }
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
  return parse(source, { ...options, maxTokens: MAX_TOKENS });
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

/** Whether objects and lists stand in each other on more levels. It does not call itself: values may be of any depth. */
function isDeeperThan(value: unknown, levels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth += 1) {
    level = level.flatMap((item) =>
      typeof item === 'object' && item !== null ? Object.values(item) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
