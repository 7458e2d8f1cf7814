import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { ChangeSubscriptions } from '../domain/changes/subscriptions.ts';
import type { IdCodec } from '../domain/core/ids.ts';
import type { OwnedStore } from '../domain/documents/store/owned-store.ts';
import type { RequestContext } from '../domain/request-context.ts';
import { createGraphQL } from '../graphql/http/endpoint.ts';
import { Subscriber } from '../graphql/sse/subscriber.ts';
import { MAX_BODY_BYTES } from '../http/body.ts';
import { decodedRequest } from '../http/content-coding.ts';
import { isV1 } from '../rest/http/dispatch.ts';
import { commonHeaders } from '../rest/http/headers.ts';
import { createRest } from '../rest/rest.ts';
import type { Authenticate } from './authenticate.ts';
import { compressResponse } from './compress.ts';
import { answerOptions, createCors } from './cors.ts';
import { answerHealth } from './health.ts';
import {
  answerMalformedRequests,
  EXPECTATION_FAILED,
  headerRefusal,
  type Refused,
} from './malformed-requests.ts';
import { createPages } from './pages/pages.ts';
import { baseAddress, pathAndQuery } from './request-target.ts';

/** What the server needs; everything is open already. */
export interface ServerParts {
  readonly config: Config;
  readonly db: Database;
  readonly ids: IdCodec;
  readonly files: OwnedStore;
  readonly subscriptions: ChangeSubscriptions;
  readonly authenticate: Authenticate;
  /** Gets each defect with the request id under which the caller knows it. */
  readonly report: (defect: unknown, requestId: string) => void;
}

/** The HTTP server: finds out who asks, then hands the request to `/graphql`, `/api/v1` or the health routes. */
export function createHttpServer(parts: ServerParts): Server {
  const { config, db, ids, files, subscriptions, authenticate } = parts;
  const graphql = createGraphQL({
    explore: config.explore,
    maxUpload: config.uploads.requestBytes,
    idleTimeout: config.streamPatience,
    report: parts.report,
  });
  const rest = createRest(parts.report);
  const limits = {
    plain: MAX_BODY_BYTES,
    multipart: config.uploads.requestBytes + MAX_BODY_BYTES,
  };
  const allowOrigin = createCors(config.corsOrigins);
  const baseOf = ({ headers }: IncomingMessage): string =>
    config.appUrl ?? baseAddress(headers) ?? `http://${config.host}:${config.port}`;
  const pages = createPages({ explore: config.explore, baseOf });

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
  ): Promise<void> {
    request.url = pathAndQuery(request.url ?? '/');
    const path = request.url.split('?', 1)[0] as string;
    const isOptions = request.method === 'OPTIONS';
    const isRest = isV1(path);
    allowOrigin(request, response, { verbose: isOptions || isRest });
    if (isOptions) {
      if (isRest) response.setHeaders(new Headers(commonHeaders));
      return answerOptions(response);
    }
    if (path.startsWith('/health/')) return await answerHealth(path, db, response);
    if (await pages(path, request, response)) return;
    const viewer = await authenticate(request.headers);
    const domain: RequestContext = {
      db,
      ids,
      files,
      uploads: config.uploads,
      subscriptions,
      viewer,
      appUrl: baseOf(request),
      password: passwordOf(request.headers),
      idempotencyKey: textHeader(request.headers, 'idempotency-key'),
    };
    const decoded = decodedRequest(request, limits);
    if (path === '/graphql') {
      const subscriber = new Subscriber(response);
      return await graphql(decoded, response, { domain, requestId, subscriber });
    }
    if (isRest) return await rest(decoded, response, { domain, requestId });
    sendJson(response, 404, { message: `There is nothing at ${path}.` });
  }

  /** Answers a request that is not looked at any further. Its body is not read, so the connection ends with the answer. */
  function refuse(
    request: IncomingMessage,
    response: ServerResponse,
    { status, message }: Refused,
  ): void {
    const isRest = isV1(pathAndQuery(request.url ?? '/'));
    allowOrigin(request, response, { verbose: isRest });
    if (isRest) response.setHeaders(new Headers(commonHeaders));
    response.setHeader('x-request-id', randomUUID()).setHeader('connection', 'close');
    sendJson(response, status, { message });
  }

  const options = {
    // Node lets no request take longer than five minutes on its way in; a large upload over a thin line does.
    requestTimeout: config.uploads.time,
    // Proxies keep idle connections for a minute, and fail a request on one that is closed at that moment.
    keepAliveTimeout: 65_000,
    // Node refuses a request without a host by an empty answer.
    requireHostHeader: false,
  };
  const server = createServer(options, (request, response) => {
    const refusal = headerRefusal(request);
    if (refusal) return refuse(request, response, refusal);
    const requestId = randomUUID();
    response.setHeader('x-request-id', requestId);
    compressResponse(request, response);
    answer(request, response, requestId).catch((error: unknown) => {
      // A caller who left in the middle of a request is no defect, and waits for nothing.
      if (request.errored) return;
      parts.report(error, requestId);
      if (response.headersSent) {
        response.destroy();
        return;
      }
      if (isV1(request.url ?? '')) response.setHeaders(new Headers(commonHeaders));
      sendJson(response, 503, { message: 'The service cannot answer at the moment.' });
    });
  });
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) =>
    refuse(request, response, EXPECTATION_FAILED),
  );
  answerMalformedRequests(server, config.corsOrigins);
  return server;
}

function header(headers: IncomingHttpHeaders, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}

/** Returns a header as text. Programs that send one beyond ASCII mean UTF-8, where Node reads bytes of Latin-1. */
function textHeader(headers: IncomingHttpHeaders, name: string): string | null {
  const value = header(headers, name);
  const bytes = Buffer.from(value ?? '', 'latin1');
  return value !== null && isUtf8(bytes) ? bytes.toString() : value;
}

/** Returns the password: the one in base64 wins over the plain one, which cannot carry every character. */
function passwordOf(headers: IncomingHttpHeaders): string | null {
  const encoded = header(headers, 'x-api-password-base64');
  if (encoded !== null) return Buffer.from(encoded, 'base64').toString();
  return textHeader(headers, 'x-api-password');
}

/** Sends a short JSON answer. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
