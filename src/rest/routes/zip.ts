import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { makeZip } from 'client-zip';
import type { Context } from '../../domain/core/context.ts';
import { type BundledDocument, openBundle } from '../../domain/documents/download.ts';
import { fileName } from '../../domain/documents/file-name.ts';
import { findZipLink } from '../../domain/documents/zip-link.ts';
import { sendAll } from '../http/download.ts';
import { RestRefusal } from '../http/errors.ts';
import { commonHeaders } from '../http/headers.ts';

/**
 * Sends the documents of a link as one zip, while it is made: no more of it is in memory than the piece that goes by, and
 * nothing is read for a caller who has left. Documents that are gone by now, or have no bytes, are left out.
 * @throws 404 for a secret that names no link
 */
export async function serveZip(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  secret: string,
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

/** The files of a zip, opened one after the other as the zip comes to them. */
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
      // The caller may have left while the file was being opened.
      if (this.#isClosed) return this.close();
      if (this.#current === null) continue;
      const input = this.#current;
      yield { name: names.take(fileName(name)), lastModified: updatedAt, input };
    }
  }

  /** Closes the file that is open; the zip maker leaves it to us when nobody reads any more. */
  close(): void {
    this.#isClosed = true;
    this.#current?.destroy();
  }
}

/** Gives each file of a folder a name of its own: `offer.pdf`, then `offer (2).pdf`. Case does not tell names apart. */
export class UniqueNames {
  readonly #taken = new Set<string>();
  readonly #counts = new Map<string, number>();

  take(name: string): string {
    const [, stem = name, extension = ''] = /^(.+?)(\.[^.]{1,20})?$/su.exec(name) ?? [];
    const key = folded(name);
    let count = this.#counts.get(key) ?? 1;
    let unique = name;
    while (this.#taken.has(folded(unique))) {
      count += 1;
      unique = `${stem} (${count})${extension}`;
    }
    this.#counts.set(key, count);
    this.#taken.add(folded(unique));
    return unique;
  }
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase();
