import type { IncomingMessage } from 'node:http';
import type { GraphQLParams } from 'graphql-yoga';
import { changesNumbers } from './exact-variables.ts';

/** Most bytes of a body that is read here. */
const MOST_BYTES = 256 * 1024;

/** The body of a request as far as it was read. */
export interface Body {
  readonly chunks: readonly Buffer[];
  /** Whether that is all of it. */
  readonly complete: boolean;
}

/** Reads a small body, or as much of it as may be read here. */
export async function readBody(request: IncomingMessage): Promise<Body> {
  if (Number(request.headers['content-length']) > MOST_BYTES)
    return { chunks: [], complete: false };
  const chunks: Buffer[] = [];
  let bytes = 0;
  return await new Promise((resolve, reject) => {
    request.on('data', take).once('end', done).once('error', reject).once('close', done);
    function take(chunk: Buffer): void {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_BYTES) finish(false);
    }
    function done(): void {
      finish(true);
    }
    function finish(complete: boolean): void {
      request.off('data', take).off('end', done).off('error', reject).off('close', done);
      if (!complete) request.pause();
      resolve({ chunks, complete });
    }
  });
}

/** The body from its start. */
export async function* replay({ chunks, complete }: Body, rest: AsyncIterable<Buffer>) {
  yield* chunks;
  if (!complete) yield* rest;
}

/** What is asked for; null when the body does not say it in the plain way. */
export function paramsOf(chunks: readonly Buffer[]): GraphQLParams | null {
  try {
    const [only, ...more] = chunks;
    const text = (more.length === 0 ? only : Buffer.concat(chunks))?.toString() ?? '';
    const params: unknown = JSON.parse(text);
    const isPlain = typeof params === 'object' && !Array.isArray(params);
    return isPlain && !changesNumbers(text) ? params : null;
  } catch {
    return null;
  }
}
