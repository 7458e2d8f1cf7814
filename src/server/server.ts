import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Config } from '../config.ts';
import { createGraphQL } from '../graphql/http/endpoint.ts';
import { Subscriber } from '../graphql/sse/subscriber.ts';
import { MAX_BODY_BYTES } from '../http/body.ts';
import { decodedRequest } from '../http/content-coding.ts';
import { isV1 } from '../rest/http/dispatch.ts';
import { commonHeaders } from '../rest/http/headers.ts';
import { createRest } from '../rest/rest.ts';
import { compressResponse } from './compress.ts';
import { createCors, sendOptions } from './cors.ts';
import { sendHealth } from './health.ts';
import {
  EXPECTATION_FAILED,
  headerRefusal,
  type Refused,
  refuseMalformedRequests,
} from './malformed-requests.ts';
import { createPages } from './pages/pages.ts';
import { baseUrl, requestContext } from './request-context.ts';
import { pathAndQuery } from './request-target.ts';
import { sendJson } from './send-json.ts';
import type { ServerParts } from './server-parts.ts';

/** Responds to a request under a request id. */
type Respond = (
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
) => Promise<void>;

/** Creates the HTTP server. It authenticates requests and passes them to `/graphql` or to `/api/v1`. */
export function createHttpServer(parts: ServerParts): Server {
  const { config, report } = parts;
  const respond = createRespond(parts);
  const refuse = createRefuse(config);
  const server = createServer(serverOptions(config), (request, response) => {
    const refusal = headerRefusal(request);
    if (refusal) return refuse(request, response, refusal);
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    compressResponse(request, response);
    respond(request, response, requestId).catch((error: unknown) => {
      // A caller who disconnects in the middle of a request is not a defect.
      if (request.errored) return;
      report(error, requestId);
      sendUnavailable(request, response);
    });
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    refuse(request, response, EXPECTATION_FAILED),
  );
  refuseMalformedRequests(server, config.corsOrigins);
  return server;
}

const serverOptions = ({ uploads }: Config) => ({
  // Node's limit of five minutes is too short for large uploads on slow networks.
  requestTimeout: uploads.time,
  // Proxies keep idle connections for a minute. A request on a connection that was just closed would fail.
  keepAliveTimeout: 65_000,
  // Node refuses a request without a host with an empty body.
  requireHostHeader: false,
});

function createRespond(parts: ServerParts): Respond {
  const { config, db, authenticate, report } = parts;
  const graphql = createGraphQL({
    explore: config.explore,
    maxUpload: config.uploads.requestBytes,
    idleTimeout: config.streamPatience,
    report,
  });
  const rest = createRest(report);
  const limits = {
    plain: MAX_BODY_BYTES,
    multipart: config.uploads.requestBytes + MAX_BODY_BYTES,
  };
  const setCorsHeaders = createCors(config.corsOrigins);
  const sendPage = createPages({
    explore: config.explore,
    baseOf: (request) => baseUrl(config, request),
  });
  return async (request, response, requestId) => {
    request.url = pathAndQuery(request.url ?? '/');
    const [path = ''] = request.url.split('?', 1);
    const isOptions = request.method === 'OPTIONS';
    const isRest = isV1(path);
    setCorsHeaders(request, response, { verbose: isOptions || isRest });
    if (isOptions) {
      if (isRest) response.setHeaders(new Headers(commonHeaders));
      return sendOptions(response);
    }
    if (path.startsWith('/health/')) return await sendHealth(path, db, response);
    if (await sendPage(path, request, response)) return;
    const domain = requestContext(parts, await authenticate(request.headers), request);
    const decoded = decodedRequest(request, limits);
    if (path === '/graphql') {
      const subscriber = new Subscriber(response);
      return await graphql(decoded, response, { domain, requestId, subscriber });
    }
    if (isRest) return await rest(decoded, response, { domain, requestId });
    sendJson(response, 404, { message: `There is nothing at ${path}.` });
  };
}

/** Creates the function that refuses a request before its body is read, and then closes the connection. */
function createRefuse({ corsOrigins }: Config) {
  const setCorsHeaders = createCors(corsOrigins);
  return (request: IncomingMessage, response: ServerResponse, refused: Refused): void => {
    const isRest = isV1(pathAndQuery(request.url ?? '/'));
    setCorsHeaders(request, response, { verbose: isRest });
    if (isRest) response.setHeaders(new Headers(commonHeaders));
    response.setHeader('x-request-id', randomUUID()).setHeader('connection', 'close');
    sendJson(response, refused.status, { message: refused.message });
  };
}

/** Sends 503 after a defect, or destroys a response that has begun. */
function sendUnavailable(request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (isV1(request.url ?? '')) response.setHeaders(new Headers(commonHeaders));
  sendJson(response, 503, { message: 'The service cannot answer at the moment.' });
}
