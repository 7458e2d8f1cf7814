import type { IncomingMessage } from 'node:http';
import { badRequest, RestRefusal } from './errors.ts';
import { isMultipart, openForm } from './form.ts';
import { bodyTooLarge, MAX_BODY, notUtf8 } from './input-limits.ts';
import { readJson } from './json-body.ts';
import { readPairs } from './pairs.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Whether a request carries a body at all. */
const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/**
 * The values in a request's body: JSON, a form, or a multipart form whose files are left unread.
 * @throws 400 when it cannot be read, 413 when it is too large, 415 when it is compressed
 */
export async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (!hasBody(request)) return {};
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new RestRefusal(415, { message: `A body encoded as ${encoding} cannot be read.` });
  }
  if (isMultipart(request)) {
    const form = openForm(request);
    for await (const { stream } of form.files) stream.resume();
    return form.values();
  }
  return readText(decode(await readBytes(request)), mediaType(request));
}

const mediaType = ({ headers }: IncomingMessage): string =>
  (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';

/** @throws 400 for bytes that are no text */
function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw notUtf8();
  }
}

function readText(text: string, type: string): Record<string, unknown> {
  const body = text.trim();
  if (body === '') return {};
  if (/[/+]json$/.test(type)) return readJson(body);
  const looksLikeJson = /^[[{]/.test(body);
  if (type === 'application/x-www-form-urlencoded' && !looksLikeJson) return readPairs(body);
  if (body === '{}' || body === '[]') return {};
  throw badRequest(
    looksLikeJson
      ? 'The body looks like JSON, but its content type is not application/json.'
      : `A body of the type "${type}" cannot be read: send JSON or a form.`,
  );
}

/** The bytes of a body. @throws 413, and 400 when it breaks off */
async function readBytes(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY) throw bodyTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BODY) break;
      chunks.push(chunk);
    }
  } catch {
    throw badRequest('The body ended before it was complete.');
  }
  if (size > MAX_BODY) throw bodyTooLarge();
  return Buffer.concat(chunks);
}
