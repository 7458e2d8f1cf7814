import type { GraphQLParams } from 'graphql-yoga';
import { unauthenticated } from '../../domain/core/errors.ts';
import { isMultipart, withoutByteOrderMark } from '../../http/body.ts';
import { type FormFile, parseForm } from '../../http/form.ts';
import type { AnswerGraphQL } from '../http/fast-path.ts';
import type { GatewayPlugin, MultipartRequest } from '../http/gateway-plugin.ts';
import { paramsIn, refusalOf } from '../http/posted-body.ts';
import { requestError } from '../kit/errors.ts';
import { type FilePlaces, placesIn } from './multipart-map.ts';
import {
  bufferFile,
  type ExpectedFile,
  type MultipartFile,
  streamedFile,
} from './uploaded-files.ts';

/** Maximum of bytes in the part `operations`, and in the part `map`. */
const MAX_FIELD_BYTES = 1_000_000;

/** Maximum of bytes in a body besides those of its files. */
const MAX_FRAMING_BYTES = 10 * 1024 * 1024;

/** Milliseconds without a byte after which the connection is closed. */
const IDLE_TIMEOUT_MS = 60_000;

/** Headers that no form can send, and that make a browser send a preflight from another site. */
const PREFLIGHT = [
  'x-api-token',
  'authorization',
  'graphql-preflight',
  'graphql-require-preflight',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'x-requested-with',
];

/**
 * Keeps Yoga from reading the bodies of multipart requests, which `readMultipart` does: Yoga takes a request that has a
 * `body` for one whose bytes are read.
 */
export const answerUploads =
  (answer: AnswerGraphQL): AnswerGraphQL =>
  async (request, response, context) => {
    if (request.method !== 'POST' || !isMultipart(request)) {
      return await answer(request, response, context);
    }
    const multipart = { request, response, headers: request.headers };
    const { 'content-length': _length, ...headers } = request.headers;
    Object.assign(request, { headers, body: { multipart: true } });
    const { socket } = request;
    const giveUp = () => {
      // Once the body is complete, the delay is ours.
      if (!request.complete) socket.destroy();
    };
    socket.setTimeout(IDLE_TIMEOUT_MS).once('timeout', giveUp);
    try {
      await answer(request, response, { ...context, multipart });
    } finally {
      socket.setTimeout(0).off('timeout', giveUp);
      // Drains the unread rest: some programs read no response before they have sent all.
      request
        .unpipe()
        .on('error', () => {})
        .resume();
    }
  };

/**
 * Reads the operation and the map of multipart requests. The files follow as streams, during execution.
 * @param maxBytes maximum of bytes in all files of a request
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
    if (Number(headers['content-length'] ?? 0) > maxBytes + MAX_FRAMING_BYTES) {
      const message = `The files of a request have at most ${maxBytes} bytes.`;
      throw requestError('REQUEST_ENTITY_TOO_LARGE', message, 413);
    }
    setRequestParser(() => operationIn(multipart, domain.uploads.fileBytes));
  },
});

/** @param maxFileBytes maximum of bytes in a file */
async function operationIn(
  multipart: MultipartRequest,
  maxFileBytes: number,
): Promise<GraphQLParams> {
  const { request, headers } = multipart;
  // Restores the headers, which were changed for Yoga.
  Object.assign(request, { headers });
  try {
    const values = new Map<string, string>();
    const { files } = parseForm(request, {
      limits: { fields: 100, fieldSize: MAX_FIELD_BYTES },
      // Some programs send the JSON with a file name.
      isFile: (field, name) => name !== undefined && field !== 'operations' && field !== 'map',
      onValue: (field, value, isCut) => values.set(field ?? '', isCut ? TOO_LONG : value),
      onTooMany: () => {},
    });
    const arriving = files[Symbol.asyncIterator]();
    // The parts before the first file are complete once that arrives.
    const first = await arriving.next();
    const params = paramsIn(partOf(values, 'operations'));
    if (values.keys().next().value === 'map') throw misplaced('operations');
    const places = placesIn(params, partOf(values, 'map'));
    void handOver(first, arriving, new Placing(places, multipart, maxFileBytes));
    return params;
  } catch (error) {
    throw refusalOf(error);
  }
}

/** Marks a value that is too long. It is not valid JSON. */
const TOO_LONG = '\0';

function partOf(values: ReadonlyMap<string, string>, field: string): string {
  const value = values.get(field);
  if (value === TOO_LONG) {
    const message = `The part "${field}" has at most ${MAX_FIELD_BYTES} bytes.`;
    throw requestError('REQUEST_ENTITY_TOO_LARGE', message, 413);
  }
  if (value?.includes('\ufffd')) {
    throw requestError('BAD_REQUEST', `The part "${field}" is not UTF-8.`, 400);
  }
  if (value !== undefined) return withoutByteOrderMark(value);
  throw misplaced(field);
}

const misplaced = (field: string) =>
  requestError(
    'BAD_REQUEST',
    `Send the part "${field}" in its place: "operations", then "map", then the files.`,
    400,
  );

/** Hands the files of a request to the variables that wait for them. */
class Placing {
  readonly #places: FilePlaces;
  readonly #multipart: MultipartRequest;
  readonly #maxFileBytes: number;

  constructor(places: FilePlaces, multipart: MultipartRequest, maxFileBytes: number) {
    this.#places = places;
    this.#multipart = multipart;
    this.#maxFileBytes = maxFileBytes;
  }

  async place({ field, name, stream }: FormFile): Promise<void> {
    const place = this.#places.get(field);
    // Some programs send files that no variable has.
    if (!place) stream.resume();
    else if (!place.isShared) arriveAt(place.files, streamedFile(name, stream));
    else arriveAt(place.files, await this.#keep(name, stream));
    this.#places.delete(field);
  }

  fail(error: unknown): void {
    for (const { files } of this.#places.values()) for (const file of files) file.fail(error);
  }

  async #keep(name: string, stream: FormFile['stream']): Promise<MultipartFile> {
    const kept = await bufferFile(name, stream, this.#maxFileBytes + 1);
    const { response } = this.#multipart;
    if (response.closed) await kept.discard();
    else response.once('close', () => void kept.discard());
    return kept;
  }
}

function arriveAt(places: readonly ExpectedFile[], file: MultipartFile): void {
  for (const place of places) place.arrive(file);
}

async function handOver(
  first: IteratorResult<FormFile>,
  rest: AsyncIterator<FormFile>,
  placing: Placing,
): Promise<void> {
  try {
    for (let next = first; !next.done; next = await rest.next()) await placing.place(next.value);
    placing.fail(new Error('The file is missing in the request.'));
  } catch (error) {
    placing.fail(error);
  }
}
