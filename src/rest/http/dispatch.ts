import type { IncomingMessage } from 'node:http';
import { isMultipart } from '../../http/body.ts';
import { readBody } from './body.ts';
import { invalidToken, methodNotSupported } from './errors.ts';
import { type Form, openForm } from './form.ts';
import { parsePhpParams } from './php-params.ts';
import type { Methods, RouteMatch } from './router.ts';

/** Path below which the routes of v1 are. */
export const BASE_PATH = '/api/v1';

/** Returns whether a URL is below the base path. */
const isBelowBase = (url: string): boolean =>
  url.startsWith(BASE_PATH) && /^(?:[/?]|$)/.test(url.slice(BASE_PATH.length));

/** Returns whether a URL is that of a document by its hash, which v1 has outside the base path. */
const isDocumentByHash = (url: string): boolean => /^\/documents\/[^/?]+\/?(?:\?|$)/.test(url);

/** Returns whether a URL belongs to v1. */
export const isV1 = (url: string): boolean => isBelowBase(url) || isDocumentByHash(url);

/** URL of a request, parsed. */
export interface RequestUrl {
  /** Path and query as sent. */
  readonly full: string;
  /** Path without the base path, or the full path of a URL outside of it. */
  readonly path: string;
  readonly isBelowBase: boolean;
  readonly query: Readonly<Record<string, unknown>>;
}

/** Parses the URL of a request. */
export function parseUrl({ url = '/' }: IncomingMessage): RequestUrl {
  const cut = url.indexOf('?');
  const path = cut < 0 ? url : url.slice(0, cut);
  const isBelow = isBelowBase(path);
  return {
    full: url,
    path: isBelow ? path.slice(BASE_PATH.length) : path,
    isBelowBase: isBelow,
    query: parsePhpParams(cut < 0 ? '' : url.slice(cut + 1)),
  };
}

/** A request whose path has routes. */
export interface RoutedRequest {
  readonly request: IncomingMessage;
  readonly query: RequestUrl['query'];
  readonly methods: Methods;
  /** The request has a valid token. */
  readonly hasToken: boolean;
}

/** The route of a request, with its body. */
export interface Dispatched {
  readonly match: RouteMatch;
  readonly body: Readonly<Record<string, unknown>>;
  /** Multipart body of an upload, which the route streams. */
  readonly form: Form | null;
}

/**
 * Chooses the route of a path by method. A POST may name another method in the header `X-HTTP-Method-Override`, or as
 * `_method` in its body or query. The body is therefore read before the route is known, but not without a valid token.
 * @throws 403 for a missing token, 404 for a method that the path does not have
 */
export async function dispatch({
  request,
  query,
  methods,
  hasToken,
}: RoutedRequest): Promise<Dispatched> {
  const sent = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const header = request.headers['x-http-method-override'];
  const methodIn = (body: Readonly<Record<string, unknown>>) =>
    (sent === 'POST' && methodName(header ?? body._method ?? query._method)) || sent;
  if (!hasToken) refuseWithoutToken(sent, methods, methods.get(methodIn({})));
  const upload = uploadRoute(sent, methods);
  if (upload && isMultipart(request)) {
    const form = openForm(request);
    const check = (body: Readonly<Record<string, unknown>>) => {
      if (methods.get(methodIn(body)) !== upload) throw methodNotSupported();
    };
    return { match: upload, body: {}, form: checkedAtEnd(form, check) };
  }
  const body = await readBody(request);
  const match = methods.get(methodIn(body));
  if (!match) throw methodNotSupported();
  return { match, body, form: null };
}

const methodName = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.toUpperCase() : null;

const needsToken = ({ route }: RouteMatch): boolean => !('public' in route);

/** Refuses a request without a token, unless its route is public. A POST may name any method in its unread body. */
function refuseWithoutToken(sent: string, methods: Methods, match: RouteMatch | undefined): void {
  if (match && !needsToken(match)) return;
  const mayMatch = sent === 'POST' && [...methods.values()].some(needsToken);
  throw match || mayMatch ? invalidToken() : methodNotSupported();
}

/** Returns the route for uploads, if the path has one and the method, or a POST in its place, leads there. */
function uploadRoute(sent: string, methods: Methods): RouteMatch | undefined {
  const matches = sent === 'POST' ? [...methods.values()] : [methods.get(sent)];
  return matches.find((match) => match && 'upload' in match.route);
}

/** Returns a form whose values are checked after its last file, when all of them have arrived. */
function checkedAtEnd(
  form: Form,
  check: (values: Readonly<Record<string, unknown>>) => void,
): Form {
  async function* files() {
    yield* form.files;
    check(form.values());
  }
  return { ...form, files: files() };
}
