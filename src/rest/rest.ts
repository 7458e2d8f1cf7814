import type { IncomingMessage, ServerResponse } from 'node:http';
import { confirmPassword } from '../domain/companies/password.ts';
import { requireViewer } from '../domain/core/context.ts';
import { companyOfRecord } from '../domain/records/records.ts';
import type { RequestContext } from '../domain/request-context.ts';
import { readTags } from '../http/conditions.ts';
import { dispatch, parseUrl } from './http/dispatch.ts';
import { pathNotFound, preconditionFailed, recordNotFound, unauthorized } from './http/errors.ts';
import { cleanInput } from './http/input.ts';
import { createRateLimiter } from './http/rate-limit.ts';
import { refusalResponse } from './http/refusal-responses.ts';
import { inEnvelope, isRead, type OutgoingResponse, sendResponse } from './http/response.ts';
import type { Call, RawRoute, Route } from './http/route.ts';
import { createRouter } from './http/router.ts';
import { publicDocumentRoutes } from './routes/document-routes.ts';
import { routes } from './routes/routes.ts';
import { decodeId } from './v1/ids.ts';

/** Responds to v1 requests: those below `/api/v1`, and `/documents/{hash}`. */
export type Rest = (
  request: IncomingMessage,
  response: ServerResponse,
  server: { readonly domain: RequestContext; readonly requestId: string },
) => Promise<void>;

/**
 * Creates the v1 API. A request is checked in v1's order: path and method, token, rate limit, password, record, role,
 * input, state.
 * @param report receives each defect with the request id that the response shows
 */
export function createRest(report: (defect: unknown, requestId: string) => void): Rest {
  const find = createRouter(routes);
  const findPublic = createRouter(publicDocumentRoutes);
  const limitRate = createRateLimiter(Object.values(routes));

  async function respond(
    request: IncomingMessage,
    response: ServerResponse,
    context: RequestContext,
  ) {
    const { full, path, isBelowBase, query } = parseUrl(request);
    const methods = (isBelowBase ? find : findPublic)(path);
    if (!methods) throw pathNotFound(request.method, full);
    const hasToken = context.viewer !== null;
    const { match, body, form } = await dispatch({ request, query, methods, hasToken });
    const { route, params } = match;
    limitRate(route, context, response);
    const input = cleanInput({ ...query, ...body });
    const call = {
      params,
      // No record has the id 0: what is not an id is refused as an unknown one.
      id: (route.resource && decodeId(context.ids, route.resource, params.id)) ?? 0,
      input,
      headers: request.headers,
      isRead: isRead(request),
      url: `${context.appUrl}${full}`,
    };
    if ('respond' in route) {
      const rawCall = { ...call, context };
      return await runChecked(route, rawCall, () => route.respond(rawCall, { request, response }));
    }
    const viewerCall = { ...call, form, context: requireViewer(context) };
    const result = await runChecked(route, viewerCall, () => route.run(viewerCall)).finally(
      form?.discard,
    );
    sendResponse(request, response, inEnvelope(result, input));
  }

  return async (request, response, { domain, requestId }) => {
    try {
      await respond(request, response, domain);
    } catch (error) {
      const refusal = refusalResponse(error);
      if (response.headersSent) response.destroy();
      else sendResponse(request, response, refusal ?? defectResponse(requestId));
      if (refusal === null) report(error, requestId);
    }
  };
}

const defectResponse = (requestId: string): OutgoingResponse => ({
  status: 500,
  body: { message: `Server Error. Please report the request id ${requestId}.`, errors: {} },
});

/** The part of a call that the checks before its work need. */
type CheckedCall = Pick<Call, 'id' | 'params' | 'headers' | 'isRead'> & {
  readonly context: RequestContext;
};

/**
 * Checks a call and runs the work of its route. v1 checks the password first, then the record. To save a statement, most
 * routes check the record only if the work is refused with a status that a missing record would take precedence over.
 */
async function runChecked<Result>(
  route: Route | RawRoute,
  call: CheckedCall,
  work: () => Promise<Result>,
): Promise<Result> {
  const { resource, password } = route;
  const isUnmet = hasUnmetCondition(route, call);
  const checksFirst = route.checkResourceFirst || isUnmet;
  if (password) await confirmPassword(requireViewer(call.context), ['owner', 'admin', 'member']);
  if (checksFirst) await checkResource(resource, call);
  if (isUnmet) {
    throw preconditionFailed('This cannot be bound to a state: send it without conditions.');
  }
  try {
    return await work();
  } catch (error) {
    if (!checksFirst && yieldsToMissingRecord(error)) await checkResource(resource, call);
    throw error;
  }
}

/**
 * Returns whether a write has a condition that cannot hold. Lists and records other than clients have weak tags, which
 * `If-Match` never matches.
 */
function hasUnmetCondition(
  { resource, conditional, readOnly }: Route | RawRoute,
  { headers, isRead: isReading }: CheckedCall,
): boolean {
  if (conditional || readOnly || isReading) return false;
  const match = headers['if-match'];
  const isMatched = match === undefined || readTags(match) === '*';
  // On a list, `If-None-Match: *` means the new record, which does not exist yet.
  const isExcluded = resource !== undefined && readTags(headers['if-none-match'] ?? '') === '*';
  return !isMatched || isExcluded;
}

/** Refuses a missing record with 400, and one of another company with 401, as v1 does. */
async function checkResource(
  resource: Route['resource'],
  { id, params, context }: CheckedCall,
): Promise<void> {
  if (resource === undefined) return;
  const companyId = id > 0 ? await companyOfRecord(context.db, resource, id) : null;
  if (companyId === null) throw recordNotFound(resource, params.id ?? '');
  if (companyId !== context.viewer?.companyId) throw unauthorized();
}

/** Returns whether a missing record would be refused before this refusal. */
function yieldsToMissingRecord(error: unknown): boolean {
  const status = refusalResponse(error)?.status;
  return status === 400 || status === 401 || status === 422;
}
