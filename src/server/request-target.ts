import type { IncomingHttpHeaders } from 'node:http';

/**
 * The path and the query that a request asks for. A base address that ends in a slash leads to two of them in a row,
 * and a program behind a proxy may send the whole address.
 * @param target what stands in the first line of the request: `//api/v1/clients?page=2`, `http://host/graphql`, `*`
 */
export function pathAndQuery(target: string): string {
  const local = target.replace(/^https?:\/\/[^/?]*/i, '');
  const cut = local.indexOf('?');
  const path = cut < 0 ? local : local.slice(0, cut);
  return `${path.replace(/\/{2,}/g, '/') || '/'}${cut < 0 ? '' : local.slice(cut)}`;
}

/**
 * Where the caller reaches the gateway, by what a proxy in front says of it, else by `Host`; null when nothing says so.
 * It is shown to nobody but the caller, so nobody else is led astray by one who makes it up.
 */
export function baseAddress(headers: IncomingHttpHeaders): string | null {
  const host = forwarded(headers, 'x-forwarded-host') ?? headers.host;
  if (host === undefined || !/^[\w.:[\]-]+$/.test(host)) return null;
  const scheme = forwarded(headers, 'x-forwarded-proto') === 'https' ? 'https' : 'http';
  const address = `${scheme}://${host}`;
  return URL.canParse(address) ? address : null;
}

/** What the proxy that the caller met says: the first of several. */
const forwarded = (headers: IncomingHttpHeaders, name: string): string | undefined => {
  const value = headers[name];
  return typeof value === 'string' ? value.split(',', 1)[0]?.trim() : undefined;
};
