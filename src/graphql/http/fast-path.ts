import type { IncomingMessage, ServerResponse } from 'node:http';
import { type GraphQLParams, isAsyncIterable, type YogaServerInstance } from 'graphql-yoga';
import { Cache } from '../../cache.ts';
import type { PlanCache } from '../compiler/plan-cache.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import { isTooComplex } from '../kit/limits.ts';
import type { GatewayPlugin, ServerContext } from './gateway-plugin.ts';
import { isJsonPost, readPosted } from './posted-body.ts';

/** Answers a request; it ends the response itself. */
export type AnswerGraphQL = (
  request: IncomingMessage,
  response: ServerResponse,
  context: ServerContext,
) => Promise<void>;

/** A result of the executor. */
type Result = Awaited<ReturnType<Yoga['getResultForParams']>>;

type Yoga = YogaServerInstance<ServerContext, GraphQLContext>;

/** The context of a request that falls back to Yoga, with what the fast path has read or executed already. */
interface FallbackContext extends ServerContext {
  readonly params?: GraphQLParams;
  readonly result?: Result;
}

/** Maximum of `Accept` headers whose content type is cached, in each of two generations. */
const MAX_ACCEPT_HEADERS = 50;

/** Passes a result of the fast path on to Yoga, which only has to write it. */
export const passResults = (): GatewayPlugin => ({
  onParams: ({ context, setResult }) => {
    const { result } = context as unknown as FallbackContext;
    if (result) setResult(result);
  },
});

/**
 * Answers the most common requests, JSON bodies sent by POST, without the stream, request and response of the Fetch
 * standard that Yoga makes for each. Cached operations are answered by their plans. For others parsing, validation,
 * execution and every plugin are Yoga's. Errors, streams and other content types fall back to Yoga altogether.
 * @param makeContext makes the context of resolvers and plans
 */
export function answerFastPath(
  yoga: Yoga,
  plans: PlanCache,
  makeContext: (context: ServerContext) => GraphQLContext,
): AnswerGraphQL {
  const contentTypeFor = contentTypes(yoga);

  return async (request, response, given) => {
    if (!isJsonPost(request)) return await yoga(request, response, given);
    const posted = await readPosted(request);
    const fallBackToYoga = (context: FallbackContext) => {
      // Yoga takes a request that has a `body` for one whose bytes are read.
      Object.assign(request, { body: { isRead: true } });
      return yoga(request, response, { ...context, posted });
    };
    if ('refusal' in posted) return await fallBackToYoga(given);
    const { params } = posted;
    const type = await contentTypeFor(request.headers.accept ?? '*/*', given);
    // One context for both: what was executed before a fallback must not be executed again.
    const context = { ...given, graphql: makeContext(given) };
    if (!type || Array.isArray(params)) return await fallBackToYoga(context);
    const binary = await answerByPlan(plans, params, context.graphql);
    if (binary !== null) return send(response, type, binary);
    const result = await execute(yoga, request, { ...context, params });
    if (!result) return await fallBackToYoga(context);
    if (isAsyncIterable(result) || Array.isArray(result) || result.errors || result.extensions) {
      return await fallBackToYoga({ ...context, params, result });
    }
    send(response, type, Buffer.from(textOf(result)).toString('latin1'));
  };
}

/** Returns a function that finds the content type of responses to an `Accept` header; null if it is not plain JSON. */
function contentTypes(yoga: Yoga) {
  const types = new Cache<string | null>(MAX_ACCEPT_HEADERS);
  return async (accept: string, context: ServerContext): Promise<string | null> => {
    const type = types.get(accept);
    if (type !== undefined) return type;
    const response = await yoga.fetch(
      'http://localhost/graphql',
      { method: 'POST', headers: { accept, 'content-type': 'application/json' }, body: '{}' },
      { ...context, posted: { params: { query: '{__typename}' } } },
    );
    const found = response.headers.get('content-type') ?? '';
    await response.text();
    const isPlain = /^application\/(graphql-response\+)?json; charset=utf-8$/.test(found);
    return types.set(accept, isPlain ? found : null);
  };
}

/** Executes a request; null if a plugin refuses it, before anything was done. */
async function execute(
  yoga: Yoga,
  request: IncomingMessage,
  { params, ...context }: ServerContext & { readonly params: GraphQLParams },
): Promise<Result | null> {
  const fetched = new yoga.fetchAPI.Request(`http://localhost${request.url}`, {
    method: 'POST',
    headers: request.headers as Record<string, string>,
  });
  try {
    return await yoga.getResultForParams({ params, request: fetched }, context as never);
  } catch {
    return null;
  }
}

interface Writable {
  /** Writes the result, if `JSON.stringify` does not. */
  readonly stringify?: (result: object) => string;
}

const textOf = (result: Result & Writable): string =>
  result.stringify ? result.stringify(result) : JSON.stringify(result);

/** @param binary the bytes of the body, one character each, so that they are sent together with the head */
function send(response: ServerResponse, type: string, binary: string): void {
  response.writeHead(200, { 'content-type': type, 'content-length': binary.length });
  response.end(binary, 'latin1');
}

/** Answers a cached operation; null if it is not cached, or if only Yoga can say what is wrong with the request. */
async function answerByPlan(
  plans: PlanCache,
  params: GraphQLParams,
  context: GraphQLContext,
): Promise<string | null> {
  if (context.viewer === null) return null;
  const { query, operationName = null, variables, ...rest } = params;
  const operation = plans.find({ query, operationName });
  const isOrdinary = isVariables(variables) && Object.keys(rest).length === 0;
  if (!operation || !isOrdinary || isTooComplex(variables)) return null;
  try {
    return await operation.answer(variables ?? {}, context);
  } catch {
    return null;
  }
}

const isVariables = (given: unknown): boolean =>
  given === undefined || (typeof given === 'object' && !Array.isArray(given));
