import type { IncomingHttpHeaders } from 'node:http';

/**
 * Returns the path and the query of a request target. Joins repeated slashes, which a base URL with a slash at its end
 * causes, and removes the origin, which programs behind a proxy send.
 * @param target the target in the request line: `//api/v1/clients?page=2`, `http://host/graphql`, `*`
 */
export function pathAndQuery(target: string): string {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '');
  const cut = local.indexOf('?');
  const path = cut < 0 ? local : local.slice(0, cut);
  return `${path.replace(/\/{2,}/g, '/') || '/'}${cut < 0 ? '' : local.slice(cut)}`;
}

/**
 * Returns the base URL under which a caller reaches the gateway, from the headers of a proxy or from `Host`; null if they
 * are absent or invalid. A forged value is harmless: only its sender sees it.
 */
export function baseAddress(headers: IncomingHttpHeaders): string | null {
  const host = forwarded(headers, 'x-forwarded-host') ?? headers.host;
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return null;
  const scheme = forwarded(headers, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  const address = `${scheme}://${host}`;
  return URL.canParse(address) ? address : null;
}

/** Returns the first value of a header, which the outermost proxy has set. */
const forwarded = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value.split(',', 1)[0]?.trim() : undefined;
};
