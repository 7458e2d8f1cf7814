import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type CorsOrigins, readingHeaders } from './cors.ts';

/** Responses to requests that Node cannot parse, by its error code. Other codes get `MALFORMED`. */
const PARSE_REFUSALS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_INVALID_URL: [400, 'The address has characters that must be percent-encoded: %C3%BC for ü.'],
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers have more than 16 kilobytes.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunks of the body have too many extensions.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
};
const MALFORMED = [400, 'This is not a request of HTTP/1.1.'] as const;

/** An error of Node's HTTP parser, with the bytes that it failed on. */
interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/** Responds in JSON to what Node cannot parse as a request, and closes the connection. */
export function refuseMalformedRequests(server: Server, origins: CorsOrigins): void {
  const responses = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => responses.set(socket, response));
  server.on('clientError', (error: ClientError, socket) => {
    const running = responses.get(socket);
    // A response that has begun would contain this one.
    const isFree = !running?.headersSent || running.writableFinished;
    if (!socket.writable || !isFree) {
      socket.destroy();
      return;
    }
    const [status, message] = PARSE_REFUSALS[error.code ?? ''] ?? MALFORMED;
    const body = JSON.stringify({ message });
    const headers = {
      ...readingHeaders(origins, originIn(error) ?? running?.req.headers.origin),
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  });
}

/** Returns the `Origin` of a request that was not parsed. */
const originIn = ({ rawPacket }: ClientError): string | undefined =>
  /^origin:[ \t]*(\S+)[ \t]*$/im.exec(rawPacket?.toString('latin1') ?? '')?.[1];

/** Refusal of a request that can be parsed but violates HTTP. */
export interface Refused {
  readonly status: number;
  readonly message: string;
}

/** Returns the refusal of a request without the header `Host` (RFC 9112, section 3.2); null for a valid request. */
export function headerRefusal({ httpVersion, headers }: IncomingMessage): Refused | null {
  if (httpVersion !== '1.1' || headers.host !== undefined) return null;
  return { status: 400, message: 'A request of HTTP/1.1 has the header Host.' };
}

/** Refusal of an `Expect` other than `100-continue`. */
export const EXPECTATION_FAILED: Refused = {
  status: 417,
  message: 'The header Expect can say 100-continue, and nothing else.',
};
