import { type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** What to say of requests that are none, by the code of the error; everything else is just malformed. */
const REFUSALS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  HPE_INVALID_URL: [400, 'The address has characters that must be percent-encoded: %C3%BC for ü.'],
  HPE_HEADER_OVERFLOW: [431, 'The address and the headers have more than 16 kilobytes.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunks of the body have too many extensions.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request did not come in time.'],
};
const MALFORMED = [400, 'This is not a request of HTTP/1.1.'] as const;

/** Answers in JSON what the server cannot read as a request, and closes the connection. */
export function answerUnreadable(server: Server): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => answers.set(socket, response));
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    const answer = answers.get(socket);
    // In the middle of another answer, this one would be taken for a part of it.
    const isFree = !answer?.headersSent || answer.writableFinished;
    if (!socket.writable || !isFree) {
      socket.destroy();
      return;
    }
    const [status, message] = REFUSALS[error.code ?? ''] ?? MALFORMED;
    const body = JSON.stringify({ message });
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}
