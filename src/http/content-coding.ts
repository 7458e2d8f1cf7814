import type { IncomingMessage } from 'node:http';
import { Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { isMultipart } from './body.ts';
import { HttpRefusal } from './refusal.ts';

/** The content codings of bodies that are read. */
const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Header that names the codings that are read. */
const ACCEPTED = 'gzip, deflate, br';

/** Most bytes of a body once it is decoded. */
export interface DecodedLimits {
  readonly plain: number;
  /** Of a multipart form, which may carry files. */
  readonly multipart: number;
}

/**
 * Returns a request whose body is as it was before it was encoded: the request itself where it was not. A body is
 * decoded as it is read. Reading one that is too large, broken or of an unknown coding fails with an HttpRefusal.
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
  const decoded = Readable.from(decode(request, codings, limit), { objectMode: false });
  // What is read of a request is a stream, with these properties of the message.
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

/** Returns whether a request carries a body at all. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Decodes a body. The request is left open, since its answer is still to come. */
async function* decode(
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
    for await (const piece of decoder as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > limit) throw tooLarge(limit);
      yield piece;
    }
  } catch (error) {
    if (error instanceof HttpRefusal || request.errored) throw error;
    throw new HttpRefusal(400, `The body is not complete and valid ${coding}.`);
  } finally {
    request.unpipe(decoder).resume();
    decoder.destroy();
  }
}

const tooLarge = (limit: number): HttpRefusal =>
  new HttpRefusal(413, `A body of this type has at most ${limit} bytes once it is decoded.`);
