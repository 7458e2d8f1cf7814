import type { IncomingMessage, ServerResponse } from 'node:http';
import { type GraphQLParams, isAsyncIterable, type YogaServerInstance } from 'graphql-yoga';
import type { KnownOperations } from '../compiler/known-operations.ts';
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

/** A result as the executor gives it. */
type Result = Awaited<ReturnType<Yoga['getResultForParams']>>;

type Yoga = YogaServerInstance<ServerContext, GraphQLContext>;

/** What was found out about a request before Yoga gets it, so that it does not find it out again. */
interface KnownContext extends ServerContext {
  readonly params?: GraphQLParams;
  readonly result?: Result;
}

/** Different `Accept` headers that are remembered at once. */
const MOST_ACCEPTS = 100;

/** Hands a result that is there already through to where Yoga writes it. */
export const passKnownResults = (): GatewayPlugin => ({
  onParams: ({ context, setResult }) => {
    const { result } = context as unknown as KnownContext;
    if (result) setResult(result);
  },
});

/**
 * Answers the most common requests, JSON bodies sent by POST, on a shorter way than Yoga's, which makes a
 * stream, a request and a response of the Fetch standard for each. Operations that were validated and have a plan go
 * straight to it. For all others parsing, validation, execution and every plugin are Yoga's; whatever is out of the
 * ordinary (errors, other types of content, streams) is left to it altogether.
 * @param makeContext makes what resolvers and plans get
 */
export function answerPlainPosts(
  yoga: Yoga,
  known: KnownOperations,
  makeContext: (context: ServerContext) => GraphQLContext,
): AnswerGraphQL {
  const contentTypes = new Map<string, string | null>();

  /** The type of content of answers to an `Accept` header; null when they are not plain JSON. Yoga is asked once. */
  async function contentTypeFor(accept: string, context: ServerContext): Promise<string | null> {
    const known = contentTypes.get(accept);
    if (known !== undefined) return known;
    if (contentTypes.size >= MOST_ACCEPTS) contentTypes.clear();
    const params = { query: '{__typename}' };
    const answer = await yoga.fetch(
      'http://localhost/graphql',
      { method: 'POST', headers: { accept, 'content-type': 'application/json' }, body: '{}' },
      { ...context, posted: { params } },
    );
    const found = answer.headers.get('content-type') ?? '';
    await answer.text();
    const type = /^application\/(graphql-response\+)?json; charset=utf-8$/.test(found)
      ? found
      : null;
    contentTypes.set(accept, type);
    return type;
  }

  return async (request, response, given) => {
    if (!isJsonPost(request)) return await yoga(request, response, given);
    const posted = await readPosted(request);
    const leave = (known: KnownContext) => {
      // Yoga takes a request that has a `body` already for one that somebody else has read.
      Object.assign(request, { body: { isRead: true } });
      return yoga(request, response, { ...known, posted });
    };
    if ('refusal' in posted) return await leave(given);
    const { params } = posted;
    const accept = request.headers.accept ?? '*/*';
    const type = contentTypes.get(accept) ?? (await contentTypeFor(accept, given));
    // Whatever was carried out before something is left to Yoga must not be carried out again.
    const context = { ...given, graphql: makeContext(given) };
    if (!type || Array.isArray(params)) return await leave(context);
    const binary = await answerKnown(known, params, context);
    if (binary !== null) return send(response, type, binary);
    const result = await execute(yoga, request, params, context);
    if (!result) return await leave(context);
    if (isAsyncIterable(result) || Array.isArray(result) || result.errors || result.extensions) {
      return await leave({ ...context, params, result });
    }
    send(response, type, Buffer.from(textOf(result)).toString('latin1'));
  };
}

/** Executes what is asked for; null when a plugin will not have it so, before anything was done. */
async function execute(
  yoga: Yoga,
  request: IncomingMessage,
  params: GraphQLParams,
  context: ServerContext,
): Promise<Result | null> {
  const fetched = new yoga.fetchAPI.Request(`http://localhost${request.url}`, {
    method: 'POST',
    headers: request.headers as Record<string, string>,
  });
  try {
    return await yoga.getResultForParams({ params, request: fetched }, { ...context } as never);
  } catch {
    return null;
  }
}

interface Writable {
  /** How the result is written, if it is not by `JSON.stringify`. */
  readonly stringify?: (result: object) => string;
}

const textOf = (result: Result & Writable): string =>
  result.stringify ? result.stringify(result) : JSON.stringify(result);

/** @param binary the bytes of the answer, each as one character: so they go out together with the head */
function send(response: ServerResponse, type: string, binary: string): void {
  response.writeHead(200, { 'content-type': type, 'content-length': binary.length });
  response.end(binary, 'latin1');
}

/** The answer to an operation that is known; null when it is not, or when only Yoga can say what is wrong with it. */
async function answerKnown(
  known: KnownOperations,
  params: GraphQLParams,
  { graphql }: { readonly graphql: GraphQLContext },
): Promise<string | null> {
  if (graphql.viewer === null) return null;
  const { query, operationName = null, variables, ...rest } = params;
  const operation = known.find({ query, operationName });
  const isOrdinary = isVariables(variables) && Object.keys(rest).length === 0;
  if (!operation || !isOrdinary || isTooComplex(variables)) return null;
  try {
    return await operation.answer(variables ?? {}, graphql);
  } catch {
    return null;
  }
}

const isVariables = (given: unknown): boolean =>
  given === undefined || (typeof given === 'object' && !Array.isArray(given));
