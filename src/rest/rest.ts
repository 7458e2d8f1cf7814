import type { IncomingMessage, ServerResponse } from 'node:http';
import { confirmPassword } from '../domain/companies/password.ts';
import { type Context, requireViewer } from '../domain/core/context.ts';
import { companyOf } from '../domain/core/elsewhere.ts';
import type { IdCodec } from '../domain/core/ids.ts';
import { readTags } from '../http/conditions.ts';
import { enveloped, isRead, type Outgoing, send } from './http/answer.ts';
import { answerTo, noPath, noRecord, preconditionFailed, unauthorized } from './http/errors.ts';
import { clean } from './http/input.ts';
import { createCounter } from './http/rate-limit.ts';
import type { Call, RawRoute, Route } from './http/route.ts';
import { createRouter } from './http/router.ts';
import { choose, readAddress } from './http/select.ts';
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
  const count = createCounter(Object.values(routes));

  async function answer(request: IncomingMessage, response: ServerResponse, context: Context) {
    const address = readAddress(request);
    const methods = (address.isBelowBase ? find : findPublic)(address.path);
    if (!methods) throw noPath(request.method, address.full);
    const { match, body, form } = await choose(request, address, methods, context.viewer !== null);
    const { route, params } = match;
    count(route, context, response);
    const input = clean({ ...address.values, ...body });
    const call = {
      params,
      id: route.record ? decodeId(context.ids, route, params.id ?? '') : 0,
      input,
      headers: request.headers,
      reads: isRead(request),
      address: `${context.appUrl}${address.full}`,
    };
    if ('serve' in route) {
      const serving = { ...call, context };
      return await inOrder(route, serving, () => route.serve(serving, request, response));
    }
    const viewing = { ...call, form, context: requireViewer(context) };
    const answered = await inOrder(route, viewing, () => route.run(viewing)).finally(form?.discard);
    send(request, response, enveloped(answered, input));
  }

  return async (request, response, { domain, requestId }) => {
    try {
      await answer(request, response, domain);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else send(request, response, answerTo(error) ?? defect(requestId));
      if (answerTo(error) === null) report(error, requestId);
    }
  };
}

const defect = (requestId: string): Outgoing => ({
  status: 500,
  body: { message: `Server Error. Please report the request id ${requestId}.`, errors: {} },
});

/** The number of the record that a path names. What is no id names the record 0, which nobody has. */
function decodeId(ids: IdCodec, { record }: Pick<Route, 'record'>, id: string): number {
  if (record === undefined) return 0;
  try {
    return ids.decode(record, id);
  } catch {
    return 0;
  }
}

/** What a route is asked about. */
type About = Pick<Call, 'id' | 'params' | 'headers' | 'reads'> & { readonly context: Context };

/** Does the work of a route. v1 asks for the password first, then looks the record up, then checks everything else. */
async function inOrder<Result>(
  route: Route | RawRoute,
  about: About,
  work: () => Promise<Result>,
): Promise<Result> {
  const { record, password } = route;
  const isBound = isBoundInVain(route, about);
  const lookUpFirst = route.lookUpFirst || isBound;
  if (password) await confirmPassword(requireViewer(about.context), ['owner', 'admin', 'member']);
  if (lookUpFirst) await lookUp(record, about);
  if (isBound) {
    throw preconditionFailed('This cannot be bound to a state: send it without conditions.');
  }
  try {
    return await work();
  } catch (error) {
    if (!lookUpFirst && dependsOnRecord(error)) await lookUp(record, about);
    throw error;
  }
}

/**
 * Returns whether a write is bound to a state that nobody can compare: the tags of lists, and of all records but clients,
 * are weak.
 */
function isBoundInVain(
  { record, conditional, readOnly }: Route | RawRoute,
  { headers, reads }: About,
): boolean {
  if (conditional || readOnly || reads) return false;
  const match = headers['if-match'];
  const isMatched = match === undefined || readTags(match) === '*';
  // Over a list, whoever excludes any state means the record that is made, which is not there yet.
  const isExcluded = record !== undefined && readTags(headers['if-none-match'] ?? '') === '*';
  return !isMatched || isExcluded;
}

/** Makes sure that the record is there and the company's own; v1 tells another company's from one that nobody has. */
async function lookUp(record: Route['record'], { id, params, context }: About): Promise<void> {
  if (record === undefined) return;
  const companyId = id > 0 ? await companyOf(context.db, record, id) : null;
  if (companyId === null) throw noRecord(record, params.id ?? '');
  if (companyId !== context.viewer?.companyId) throw unauthorized();
}

/** Whether a refusal holds only if the record is there: it would be refused for that first. */
function dependsOnRecord(error: unknown): boolean {
  const status = answerTo(error)?.status;
  return status === 400 || status === 401 || status === 422;
}
