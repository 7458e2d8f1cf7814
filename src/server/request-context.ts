import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';
import type { Viewer } from '../domain/core/viewer.ts';
import type { RequestContext } from '../domain/request-context.ts';
import { baseAddress } from './request-target.ts';
import type { ServerParts } from './server-parts.ts';

/** Returns the base URL under which a caller reaches the gateway, without a slash at the end. */
export const baseUrl = (
  { appUrl, host, port }: Config,
  { headers }: Pick<IncomingMessage, 'headers'>,
): string => appUrl ?? baseAddress(headers) ?? `http://${host}:${port}`;

/** Returns the context in which the domain handles a request. @param viewer null without a valid token */
export const requestContext = (
  { config, db, ids, files, subscriptions }: ServerParts,
  viewer: Viewer | null,
  request: IncomingMessage,
): RequestContext => ({
  db,
  ids,
  files,
  uploads: config.uploads,
  subscriptions,
  viewer,
  appUrl: baseUrl(config, request),
  password: passwordOf(request.headers),
  idempotencyKey: textHeader(request.headers, 'idempotency-key'),
});

/** Returns the login password. The header in base64 takes precedence, since the plain one cannot carry every character. */
function passwordOf(headers: IncomingHttpHeaders): string | null {
  const encoded = headers['x-api-password-base64'];
  if (typeof encoded === 'string') return Buffer.from(encoded, 'base64').toString();
  return textHeader(headers, 'x-api-password');
}

/** Returns a header as text. Node decodes it as Latin-1, but programs send UTF-8. */
function textHeader(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  if (typeof value !== 'string') return null;
  const bytes = Buffer.from(value, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : value;
}
