import type { IncomingMessage } from 'node:http';
import { isMultipart } from '../../http/body.ts';
import { readBody } from './body.ts';
import { invalidToken, methodNotSupported } from './errors.ts';
import { type Form, openForm } from './form.ts';
import { parsePhpParams } from './php-params.ts';
import type { Method } from './route.ts';
import type { Match, Methods } from './router.ts';

/** Where the routes start. */
export const BASE_PATH = '/api/v1';

/** Whether the address of a request is one of ours. */
export const isBelowBase = (address: string): boolean =>
  address.startsWith(BASE_PATH) && /^(?:[/?]|$)/.test(address.slice(BASE_PATH.length));

/** Returns whether the address of a request is that of a document by its hash, which v1 has outside the base path. */
const isDocumentByHash = (address: string): boolean =>
  /^\/documents\/[^/?]+\/?(?:\?|$)/.test(address);

/** Returns whether v1 has the address of a request. */
export const isV1 = (address: string): boolean => isBelowBase(address) || isDocumentByHash(address);

/** The address of a request, taken apart. */
export interface RequestUrl {
  /** Path and query as they were sent. */
  readonly full: string;
  /** The path: below the routes' start, or as it is for what v1 has outside. */
  readonly path: string;
  /** It is below the routes' start. */
  readonly isBelowBase: boolean;
  /** The values of the query. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** Takes the address of a request apart. */
export function parseUrl({ url = '/' }: IncomingMessage): RequestUrl {
  const cut = url.indexOf('?');
  const path = cut < 0 ? url : url.slice(0, cut);
  const isBelow = isBelowBase(path);
  return {
    full: url,
    path: isBelow ? path.slice(BASE_PATH.length) : path,
    isBelowBase: isBelow,
    values: parsePhpParams(cut < 0 ? '' : url.slice(cut + 1)),
  };
}

/** The route that a request leads to, with the body as far as it is read. */
export interface DispatchedRequest {
  readonly match: Match;
  readonly body: Readonly<Record<string, unknown>>;
  /** The body of an upload, which the route reads. */
  readonly form: Form | null;
}

/**
 * Chooses the route of a path by method. A POST names another method in the header `X-HTTP-Method-Override`, or as
 * `_method` in the body or the query; the body is therefore read first, but only for those who have a token.
 * @throws 403 without a token where one is needed, 404 for a method that the path has not
 */
export async function dispatch(
  request: IncomingMessage,
  { values }: RequestUrl,
  methods: Methods,
  hasToken: boolean,
): Promise<DispatchedRequest> {
  const sent = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const header = request.headers['x-http-method-override'];
  const named = (body: Readonly<Record<string, unknown>>) =>
    (sent === 'POST' && methodOf(header ?? body._method ?? values._method)) || sent;
  const early = methods[named({}) as Method];
  if (!hasToken && !(early && 'public' in early.route)) {
    const mayLead =
      sent === 'POST' && Object.values(methods).some(({ route }) => !('public' in route));
    throw early || mayLead ? invalidToken() : methodNotSupported();
  }
  const upload = uploadOf(sent, methods);
  if (upload && isMultipart(request)) {
    const form = openForm(request);
    const check = (body: Readonly<Record<string, unknown>>) => {
      if (methods[named(body) as Method] !== upload) throw methodNotSupported();
    };
    return { match: upload, body: {}, form: checked(form, check) };
  }
  const body = await readBody(request);
  const match = methods[named(body) as Method];
  if (!match) throw methodNotSupported();
  return { match, body, form: null };
}

const methodOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.toUpperCase() : null;

/** The route that takes files, if the path has one: sent by its own method, or by a POST that names that method. */
function uploadOf(sent: string, methods: Methods): Match | undefined {
  const matches = sent === 'POST' ? Object.values(methods) : [methods[sent as Method]];
  return matches.find((match) => match && 'upload' in match.route);
}

/** A form of which it is known only at its end, when all values are there, whether its method is right. */
function checked(form: Form, check: (values: Readonly<Record<string, unknown>>) => void): Form {
  async function* files() {
    yield* form.files;
    check(form.values());
  }
  return { ...form, files: files() };
}
