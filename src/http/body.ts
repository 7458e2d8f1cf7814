import { isAscii, isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './refusal.ts';

/** Maximum size in bytes of a body without files, and of the values of one with files. */
export const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** Matches charsets in which ASCII bytes have their usual meaning. */
const ASCII_COMPATIBLE = /^(us-ascii|ascii|latin1|iso-8859-\d+|windows-125\d)$/;

/** Returns whether the body of a request is a multipart form. */
export const isMultipart = ({ headers }: IncomingMessage): boolean =>
  /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');

/** Returns the media type of a body, without its parameters. */
export const mediaType = ({ headers }: IncomingMessage): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** Reads a body. One that exceeds `MAX_BODY_BYTES` is drained without being kept. @throws HttpRefusal */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw bodyExceedsLimit();
  const chunks: Buffer[] = [];
  let bytes = 0;
  return await new Promise((resolve, reject) => {
    request.on('data', take).once('end', done).once('error', broken).once('close', broken);
    function take(chunk: Buffer): void {
      bytes += chunk.length;
      if (bytes > MAX_BODY_BYTES) fail(bodyExceedsLimit());
      else chunks.push(chunk);
    }
    function done(): void {
      release();
      const [only] = chunks;
      resolve(only && chunks.length === 1 ? only : Buffer.concat(chunks));
    }
    function broken(error?: Error): void {
      const isRefusal = error instanceof HttpRefusal;
      fail(isRefusal ? error : new HttpRefusal(400, 'The body ended before it was complete.'));
    }
    function fail(error: Error): void {
      release();
      request.on('error', () => {}).resume();
      reject(error);
    }
    function release(): void {
      request.off('data', take).off('end', done).off('error', broken).off('close', broken);
    }
  });
}

const bodyExceedsLimit = (): HttpRefusal =>
  new HttpRefusal(
    413,
    `A body without files has at most ${MAX_BODY_BYTES / 1024 / 1024} megabytes.`,
  );

/**
 * Decodes a body in UTF-8, with or without a byte order mark. Another charset is accepted only if the body is ASCII in it:
 * a conversion by guess could store a wrong text.
 * @throws HttpRefusal
 */
export function bodyText(bytes: Buffer, contentType: string | undefined): string {
  const charset = charsetOf(contentType);
  const isUnicode = charset === 'utf-8' || charset === 'utf8';
  if (!isUnicode && !(ASCII_COMPATIBLE.test(charset) && isAscii(bytes))) {
    throw new HttpRefusal(415, `A body in the charset "${charset}" cannot be read: send UTF-8.`);
  }
  if (!isUtf8(bytes)) throw new HttpRefusal(400, 'The text that was sent is not UTF-8.');
  return withoutByteOrderMark(bytes.toString());
}

/** Removes the byte order mark from a text. */
export const withoutByteOrderMark = (text: string): string =>
  text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;

const charsetOf = (contentType = ''): string =>
  /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
