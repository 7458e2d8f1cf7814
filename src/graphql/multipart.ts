import { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import { processRequest } from 'graphql-upload-minimal';
import type { GraphQLParams } from 'graphql-yoga';
import { unauthenticated } from '../domain/errors.ts';
import { doubtfulNumber } from '../domain/exact-numbers.ts';
import { requestError } from './errors.ts';
import { inexact } from './exact-variables.ts';
import type { GatewayPlugin, MultipartRequest } from './gateway-plugin.ts';
import type { AnswerGraphQL } from './plain-posts.ts';

/** Most bytes of the operation and of the map that stand before the files. */
const MAX_FIELD_BYTES = 1_000_000;

/** Most files that are looked at; how many are stored is a limit of its own, with an error for each file. */
const MAX_FILES = 1000;

/** What the parts of a body add to the bytes of its files, at most. */
const MAX_FRAMING = 10 * 1024 * 1024;

/** How long a sender may send nothing, in milliseconds. */
const SILENCE = 60_000;

/** Headers that no form can send, and for which a browser asks first whether another site may send them. */
const PREFLIGHT = ['x-api-token', 'authorization', 'graphql-preflight', 'x-requested-with'];

/** Whether a request is one by the GraphQL multipart request specification. */
const isMultipart = ({ method, headers }: IncomingMessage): boolean =>
  method === 'POST' && /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');

/**
 * Keeps Yoga from reading the bodies of multipart requests, which `readMultipart` does: Yoga takes a request that has a
 * `body` already for one that somebody else has read.
 */
export const answerUploads =
  (answer: AnswerGraphQL): AnswerGraphQL =>
  async (request, response, context) => {
    if (!isMultipart(request)) return await answer(request, response, context);
    const multipart = { request, response, headers: request.headers };
    const { 'content-length': _length, ...headers } = request.headers;
    Object.assign(request, { headers, body: { multipart: true } });
    const giveUp = () => {
      // Once all has come, it is our turn to be slow.
      if (!request.complete) request.destroy();
    };
    const { socket } = request;
    socket.setTimeout(SILENCE).once('timeout', giveUp);
    try {
      await answer(request, response, { ...context, multipart });
    } finally {
      socket.setTimeout(0).off('timeout', giveUp);
      // What nobody has read is still on its way, and the sender reads no answer before it is through.
      request.unpipe().resume();
    }
  };

/**
 * Reads multipart requests: the operation and where its files belong. The files themselves follow as streams, while the
 * operation is being executed.
 * @param maxBytes most bytes of all files of a request
 */
export const readMultipart = (maxBytes: number): GatewayPlugin => ({
  onRequestParse: ({ serverContext, setRequestParser }) => {
    const { domain, multipart } = serverContext;
    if (!multipart) return;
    const { headers } = multipart;
    if (!PREFLIGHT.some((name) => name in headers)) {
      const message = 'Send a multipart request with the header GraphQL-Preflight: 1.';
      throw requestError('BAD_REQUEST', message, 400);
    }
    if (domain.viewer === null) throw unauthenticated();
    if (Number(headers['content-length'] ?? 0) > maxBytes + MAX_FRAMING) {
      const message = `The files of a request have at most ${maxBytes} bytes.`;
      throw requestError('REQUEST_ENTITY_TOO_LARGE', message, 413);
    }
    setRequestParser(() => operationIn(multipart));
  },
});

async function operationIn(multipart: MultipartRequest): Promise<GraphQLParams> {
  const { request, response, headers } = multipart;
  // Yoga has made a JSON request of it.
  Object.assign(request, { headers, pipe: pipeWhereErrorsAreHeard });
  const limits = { maxFieldSize: MAX_FIELD_BYTES, maxFiles: MAX_FILES };
  try {
    const params = (await processRequest(request, response, limits)) as GraphQLParams;
    // Uploads are no plain objects, and have no numbers.
    const doubtful = doubtfulNumber(params.variables);
    if (doubtful) throw inexact(doubtful);
    return params;
  } catch (error) {
    if (error instanceof GraphQLError) throw error;
    const { message } = error as Error;
    throw requestError('BAD_REQUEST', `The multipart request cannot be read: ${message}`, 400);
  }
}

/**
 * The library hears the first error of its parser and then destroys it, which makes a second one of a malformed form.
 * An error that nobody hears ends the process.
 */
function pipeWhereErrorsAreHeard<Destination extends NodeJS.WritableStream>(
  this: IncomingMessage,
  parser: Destination,
): Destination {
  parser.on('error', () => {});
  return IncomingMessage.prototype.pipe.call(this, parser) as Destination;
}
