import type { IncomingMessage } from 'node:http';
import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { isMultipart } from './body.ts';
import { HttpRefusal } from './refusal.ts';

/** Decoders of the supported content codings. */
const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Value of the header `Accept-Encoding` in a refusal. */
const ACCEPTED = 'gzip, deflate, br';

/** Maximum size of a decoded body, in bytes. */
export interface DecodedLimits {
  readonly plain: number;
  /** Maximum of a multipart form, which may have files. */
  readonly multipart: number;
}

/**
 * Returns a request with a decoded body; the request itself if its body is not encoded. The body is decoded while it is
 * read. A body that is too large, corrupt or of an unknown coding fails with an HttpRefusal while it is read.
 */
export function decodedRequest(request: IncomingMessage, limits: DecodedLimits): IncomingMessage {
  const { headers } = request;
  const codings = (headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length === 0 || !hasBody(request)) return request;
  const limit = isMultipart(request) ? limits.multipart : limits.plain;
  const { 'content-encoding': _coding, 'content-length': _length, ...others } = headers;
  const { method, url, socket, rawHeaders, httpVersion } = request;
  const decoded = Readable.from(decodeBody(request, codings, limit), { objectMode: false });
  // Readers of a request use it as a stream, with these properties of the message.
  return Object.assign(decoded, {
    method,
    url,
    socket,
    rawHeaders,
    httpVersion,
    complete: false,
    headers: { ...others, 'transfer-encoding': 'chunked' },
  }) as unknown as IncomingMessage;
}

/** Returns whether a request has a body. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Decodes a body. The request is not destroyed on failure, since its connection is needed for the response. */
async function* decodeBody(
  request: IncomingMessage,
  codings: readonly string[],
  limit: number,
): AsyncGenerator<Buffer> {
  const [coding = '', another] = codings;
  const create = another === undefined ? DECODERS[coding] : undefined;
  if (!create) {
    const message = `A body encoded as "${codings.join(', ')}" cannot be read: send it plain, or as one of ${ACCEPTED}.`;
    throw new HttpRefusal(415, message, { 'Accept-Encoding': ACCEPTED });
  }
  const decoder = create();
  const breakOff = () => {
    if (!request.complete) decoder.destroy(new Error('The request broke off.'));
  };
  request.once('close', breakOff).on('error', breakOff).pipe(decoder);
  let bytes = 0;
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > limit) throw decodedTooLarge(limit);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof HttpRefusal || request.errored) throw error;
    throw new HttpRefusal(400, `The body is not complete and valid ${coding}.`);
  } finally {
    request.unpipe(decoder).resume();
    decoder.destroy();
  }
}

const decodedTooLarge = (limit: number): HttpRefusal =>
  new HttpRefusal(413, `A body of this type has at most ${limit} bytes once it is decoded.`);
