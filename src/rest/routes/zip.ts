import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { makeZip } from 'client-zip';
import { type BundledDocument, openBundle } from '../../domain/documents/download.ts';
import { fileName } from '../../domain/documents/file-name.ts';
import { findZipLink } from '../../domain/documents/zip-link.ts';
import type { RequestContext } from '../../domain/request-context.ts';
import { sendAll } from '../http/download.ts';
import { RestRefusal } from '../http/errors.ts';
import { commonHeaders } from '../http/headers.ts';
import type { Exchange } from '../http/route.ts';

/**
 * Sends the documents of a link as a zip that is created while it is sent: one chunk at a time is in memory, and reading
 * stops when the caller disconnects. Documents without bytes, and those deleted since, are left out.
 * @throws 404 for an unknown or expired secret
 */
export async function serveZip(
  context: RequestContext,
  secret: string,
  { request, response }: Exchange,
): Promise<void> {
  const link = await findZipLink(context.db, secret);
  if (!link) {
    const message = 'The address has ended, or there has never been one: ask for the zip again.';
    throw new RestRefusal(404, { message });
  }
  response.writeHead(200, {
    ...commonHeaders,
    'Content-Type': 'application/zip',
    'Content-Disposition': 'attachment; filename=documents.zip',
    'X-Content-Type-Options': 'nosniff',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const documents = await openBundle(context, link.companyId, link.documentIds);
  const files = new OpenFiles(documents);
  try {
    const zip = makeZip(files.entries()) as ReadableStream<Uint8Array>;
    await sendAll(Readable.fromWeb(zip), response);
  } finally {
    files.close();
  }
}

/** Files of a zip. Each is opened when the zip reaches it. */
class OpenFiles {
  readonly #documents: readonly BundledDocument[];
  #current: Readable | null = null;
  #isClosed = false;

  constructor(documents: readonly BundledDocument[]) {
    this.#documents = documents;
  }

  async *entries(): AsyncGenerator<{ name: string; lastModified: Date; input: Readable }> {
    const names = new UniqueNames();
    for (const { name, updatedAt, read } of this.#documents) {
      this.#current = await read();
      // The caller may have disconnected while the file was being opened.
      if (this.#isClosed) return this.close();
      if (this.#current === null) continue;
      const input = this.#current;
      yield { name: names.take(fileName(name)), lastModified: updatedAt, input };
    }
  }

  /** Closes the open file: client-zip does not when its reader stops. */
  close(): void {
    this.#isClosed = true;
    this.#current?.destroy();
  }
}

/** Names that are unique in a folder, whatever their case: `offer.pdf`, then `offer (2).pdf`. */
export class UniqueNames {
  readonly #taken = new Set<string>();
  readonly #counts = new Map<string, number>();

  /** Returns a name, with a counter if it is taken. */
  take(name: string): string {
    const [, stem = name, extension = ''] = /^(.+?)(\.[^.]{1,20})?$/su.exec(name) ?? [];
    const key = caseFolded(name);
    let count = this.#counts.get(key) ?? 1;
    let unique = name;
    while (this.#taken.has(caseFolded(unique))) {
      count += 1;
      unique = `${stem} (${count})${extension}`;
    }
    this.#counts.set(key, count);
    this.#taken.add(caseFolded(unique));
    return unique;
  }
}

const caseFolded = (name: string): string => name.normalize('NFC').toLowerCase();
