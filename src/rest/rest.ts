import type { IncomingMessage, ServerResponse } from 'node:http';
import { confirmPassword } from '../domain/companies/password.ts';
import { type Context, requireViewer } from '../domain/core/context.ts';
import { companyOf } from '../domain/core/elsewhere.ts';
import type { IdCodec } from '../domain/core/ids.ts';
import { readTags } from '../http/conditions.ts';
import { dispatch, parseUrl } from './http/dispatch.ts';
import {
  pathNotFound,
  preconditionFailed,
  recordNotFound,
  refusalResponse,
  unauthorized,
} from './http/errors.ts';
import { cleanInput } from './http/input.ts';
import { createRateLimiter } from './http/rate-limit.ts';
import { inEnvelope, isRead, type OutgoingResponse, sendResponse } from './http/response.ts';
import type { Call, RawRoute, Route } from './http/route.ts';
import { createRouter } from './http/router.ts';
import { publicDocumentRoutes } from './routes/document-routes.ts';
import { routes } from './routes/routes.ts';

/** Answers v1 requests: those below `/api/v1`, and `/documents/{hash}`. Who asks is in the context. */
export type Rest = (
  request: IncomingMessage,
  response: ServerResponse,
  server: { readonly domain: Context; readonly requestId: string },
) => Promise<void>;

/**
 * The v1 API on the core of the product. A request is checked in v1's order: path and method, token, password, record,
 * right, input, state.
 * @param report gets each defect with the request id under which the caller knows it
 */
export function createRest(report: (defect: unknown, requestId: string) => void): Rest {
  const find = createRouter(routes);
  const findPublic = createRouter(publicDocumentRoutes);
  const count = createRateLimiter(Object.values(routes));

  async function answer(request: IncomingMessage, response: ServerResponse, context: Context) {
    const address = parseUrl(request);
    const methods = (address.isBelowBase ? find : findPublic)(address.path);
    if (!methods) throw pathNotFound(request.method, address.full);
    const { match, body, form } = await dispatch(
      request,
      address,
      methods,
      context.viewer !== null,
    );
    const { route, params } = match;
    count(route, context, response);
    const input = cleanInput({ ...address.values, ...body });
    const call = {
      params,
      id: route.resource ? decodeId(context.ids, route, params.id ?? '') : 0,
      input,
      headers: request.headers,
      isRead: isRead(request),
      url: `${context.appUrl}${address.full}`,
    };
    if ('respond' in route) {
      const serving = { ...call, context };
      return await runChecked(route, serving, () => route.respond(serving, request, response));
    }
    const viewing = { ...call, form, context: requireViewer(context) };
    const answered = await runChecked(route, viewing, () => route.run(viewing)).finally(
      form?.discard,
    );
    sendResponse(request, response, inEnvelope(answered, input));
  }

  return async (request, response, { domain, requestId }) => {
    try {
      await answer(request, response, domain);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else sendResponse(request, response, refusalResponse(error) ?? defect(requestId));
      if (refusalResponse(error) === null) report(error, requestId);
    }
  };
}

const defect = (requestId: string): OutgoingResponse => ({
  status: 500,
  body: { message: `Server Error. Please report the request id ${requestId}.`, errors: {} },
});

/** The number of the record that a path names. What is no id names the record 0, which nobody has. */
function decodeId(ids: IdCodec, { resource }: Pick<Route, 'resource'>, id: string): number {
  if (resource === undefined) return 0;
  try {
    return ids.decode(resource, id);
  } catch {
    return 0;
  }
}

/** What a route is asked about. */
type About = Pick<Call, 'id' | 'params' | 'headers' | 'isRead'> & { readonly context: Context };

/** Does the work of a route. v1 asks for the password first, then looks the record up, then checks everything else. */
async function runChecked<Result>(
  route: Route | RawRoute,
  about: About,
  work: () => Promise<Result>,
): Promise<Result> {
  const { resource, password } = route;
  const isBound = isBoundInVain(route, about);
  const checkResourceFirst = route.checkResourceFirst || isBound;
  if (password) await confirmPassword(requireViewer(about.context), ['owner', 'admin', 'member']);
  if (checkResourceFirst) await checkResource(resource, about);
  if (isBound) {
    throw preconditionFailed('This cannot be bound to a state: send it without conditions.');
  }
  try {
    return await work();
  } catch (error) {
    if (!checkResourceFirst && dependsOnRecord(error)) await checkResource(resource, about);
    throw error;
  }
}

/**
 * Returns whether a write is bound to a state that nobody can compare: the tags of lists, and of all records but clients,
 * are weak.
 */
function isBoundInVain(
  { resource, conditional, readOnly }: Route | RawRoute,
  { headers, isRead }: About,
): boolean {
  if (conditional || readOnly || isRead) return false;
  const match = headers['if-match'];
  const isMatched = match === undefined || readTags(match) === '*';
  // Over a list, whoever excludes any state means the record that is made, which is not there yet.
  const isExcluded = resource !== undefined && readTags(headers['if-none-match'] ?? '') === '*';
  return !isMatched || isExcluded;
}

/** Makes sure that the record is there and the company's own; v1 tells another company's from one that nobody has. */
async function checkResource(
  resource: Route['resource'],
  { id, params, context }: About,
): Promise<void> {
  if (resource === undefined) return;
  const companyId = id > 0 ? await companyOf(context.db, resource, id) : null;
  if (companyId === null) throw recordNotFound(resource, params.id ?? '');
  if (companyId !== context.viewer?.companyId) throw unauthorized();
}

/** Whether a refusal holds only if the record is there: it would be refused for that first. */
function dependsOnRecord(error: unknown): boolean {
  const status = refusalResponse(error)?.status;
  return status === 400 || status === 401 || status === 422;
}
