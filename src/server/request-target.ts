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
