import type { IncomingMessage } from 'node:http';
import { bodyText, isMultipart, mediaType, readBytes } from '../../http/body.ts';
import { hasBody } from '../../http/content-coding.ts';
import { badRequest } from './errors.ts';
import { openForm } from './form.ts';
import { readJson } from './json-body.ts';
import { parsePhpParams } from './php-params.ts';

/**
 * Reads the values of a body: JSON, a form, or a multipart form whose files are drained.
 * @throws 400 for an unreadable body, 413 for a too large one, 415 for an unknown charset or content coding
 */
export async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  if (!hasBody(request)) return {};
  if (isMultipart(request)) {
    const form = openForm(request);
    for await (const { stream } of form.files) stream.resume();
    return form.values();
  }
  const bytes = await readBytes(request);
  return parseBody(bodyText(bytes, request.headers['content-type']), mediaType(request));
}

function parseBody(text: string, type: string): Record<string, unknown> {
  const body = text.trim();
  if (body === '') return {};
  if (/[/+]json$/.test(type)) return readJson(body);
  const looksLikeJson = /^[[{]/.test(body);
  if (type === 'application/x-www-form-urlencoded' && !looksLikeJson) return parsePhpParams(body);
  if (body === '{}' || body === '[]') return {};
  throw badRequest(
    looksLikeJson
      ? 'The body looks like JSON, but its content type is not application/json.'
      : `A body of the type "${type}" cannot be read: send JSON or a form.`,
  );
}
