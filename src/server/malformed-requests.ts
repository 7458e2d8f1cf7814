import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type CorsOrigins, readingHeaders } from './cors.ts';

/** What to say of requests that are none, by the code of the error; everything else is just malformed. */
const REFUSALS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_INVALID_URL: [400, 'The address has characters that must be percent-encoded: %C3%BC for ü.'],
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers have more than 16 kilobytes.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunks of the body have too many extensions.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
};
const MALFORMED = [400, 'This is not a request of HTTP/1.1.'] as const;

/** An error of a connection, with the bytes at which it arose. */
interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

/** Answers in JSON what the server cannot read as a request, and closes the connection. */
export function answerMalformedRequests(server: Server, origins: CorsOrigins): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => answers.set(socket, response));
  server.on('clientError', (error: ClientError, socket) => {
    const answer = answers.get(socket);
    // In the middle of another answer, this one would be taken for a part of it.
    const isFree = !answer?.headersSent || answer.writableFinished;
    if (!socket.writable || !isFree) {
      socket.destroy();
      return;
    }
    const [status, message] = REFUSALS[error.code ?? ''] ?? MALFORMED;
    const body = JSON.stringify({ message });
    const headers = {
      ...readingHeaders(origins, originIn(error) ?? answer?.req.headers.origin),
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      Connection: 'close',
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`);
  });
}

/** Returns the origin of the page that sent a request which was never read to its end. */
const originIn = ({ rawPacket }: ClientError): string | undefined =>
  /^origin:[ \t]*(\S+)[ \t]*$/im.exec(rawPacket?.toString('latin1') ?? '')?.[1];

/** A request that HTTP itself refuses, though it can be read. */
export interface Refused {
  readonly status: number;
  readonly message: string;
}

/** Returns why a request is refused by the rules of HTTP/1.1 about its headers (RFC 9112, section 3.2); null if it is not. */
export function headerRefusal({ httpVersion, headers }: IncomingMessage): Refused | null {
  if (httpVersion !== '1.1' || headers.host !== undefined) return null;
  return { status: 400, message: 'A request of HTTP/1.1 has the header Host.' };
}

/** The refusal of an `Expect` that is not `100-continue`. */
export const EXPECTATION_FAILED: Refused = {
  status: 417,
  message: 'The header Expect can say 100-continue, and nothing else.',
};
