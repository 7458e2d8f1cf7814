import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { bodyText, mediaType, readBytes } from '../../http/body.ts';
import { HttpRefusal } from '../../http/refusal.ts';
import { requestError } from '../kit/errors.ts';
import { requireExactBody } from './exact-variables.ts';

/** The request in a JSON body, or the error of reading it. */
export type PostedBody = { readonly params: GraphQLParams } | { readonly refusal: GraphQLError };

/** Returns whether a request is posted as JSON. */
export const isJsonPost = (request: IncomingMessage): boolean =>
  request.method === 'POST' && mediaType(request) === 'application/json';

/** Reads the JSON body of a request. */
export async function readPosted(request: IncomingMessage): Promise<PostedBody> {
  try {
    const bytes = await readBytes(request);
    return { params: paramsIn(bodyText(bytes, request.headers['content-type'])) };
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}

/** Parses the JSON of a request. @throws BAD_REQUEST, INVALID_INPUT */
export function paramsIn(text: string): GraphQLParams {
  const params = parse(text);
  if (typeof params !== 'object' || params === null) {
    throw requestError('BAD_REQUEST', 'The body must be a JSON object.', 400);
  }
  requireExactBody(text);
  return params;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw requestError('BAD_REQUEST', 'The body is not valid JSON.', 400);
  }
}

const codes = {
  400: 'BAD_REQUEST',
  413: 'REQUEST_ENTITY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
} as const satisfies Record<HttpRefusal['status'], string>;

/** Converts an error of reading a body to one of GraphQL. @throws the error if it is a defect */
export function refusalOf(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  if (!(error instanceof HttpRefusal)) throw error;
  const { status, message, headers } = error;
  return new GraphQLError(message, {
    extensions: { code: codes[status], http: { status, headers } },
  });
}
