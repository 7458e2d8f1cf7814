import type { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { preferExtendedNames } from './file-names.ts';
import { HttpRefusal } from './refusal.ts';

/** A file in a multipart body, while it arrives. */
export interface FormFile {
  /** Name of its field. */
  readonly field: string;
  /** File name without directories. */
  readonly name: string;
  /** Bytes. They must be read to the end or drained before the next file can arrive. */
  readonly stream: Readable;
}

/** Receiver of the values of a multipart body. */
export interface FormReader {
  readonly limits: { readonly fields: number; readonly fieldSize: number };
  /** Returns whether a part is a file. */
  isFile(field: string | undefined, name: string | undefined): boolean;
  /** Receives a value. @param isCut true if it exceeded the limit and was cut */
  onValue(field: string | undefined, value: string, isCut: boolean): void;
  /** Reports once that the number of values exceeds the limit. */
  onTooMany(): void;
}

/** Files of a multipart body, while they arrive. */
export interface FormFiles {
  /** Files in their order. The iteration ends with the body. */
  readonly files: AsyncIterable<FormFile>;
  /** Drains the unread rest of the body. */
  discard(): void;
}

/**
 * Parses a multipart body. Files are streamed with backpressure and not buffered.
 * @throws HttpRefusal without a boundary, and while iterating `files` if the body is truncated or malformed
 */
export function parseForm(request: IncomingMessage, reader: FormReader): FormFiles {
  const busboy = open(request, reader);
  const files = new PassThrough({ objectMode: true }).on('error', ignore);
  const streams = new Set<Readable>();
  busboy.on('field', (field, value, _, isCut) => reader.onValue(field, value, isCut));
  busboy.on('fieldsLimit', () => reader.onTooMany());
  busboy.on('file', (field, stream, name) => {
    streams.add(stream);
    stream.on('error', ignore).once('close', () => streams.delete(stream));
    files.write({ field: field ?? '', name: name ?? '', stream } satisfies FormFile);
  });
  busboy.on('finish', () => files.end());
  pipeline(request, busboy, (error) => {
    if (!error) return;
    const refusal =
      error instanceof HttpRefusal
        ? error
        : new HttpRefusal(400, 'The form ended before it was complete.');
    for (const stream of streams) stream.destroy(refusal);
    files.destroy(refusal);
  });
  // Drains the rest of the body when the files are not read to the end.
  files.once('close', () => request.unpipe(busboy).resume());
  return { files, discard: () => files.destroy() };
}

/** Ignores an error that readers receive too. Without a listener it would end the process. */
const ignore = () => {};

function open(request: IncomingMessage, { limits, isFile }: FormReader) {
  try {
    const busboy = new Busboy({
      headers: request.headers as BusboyHeaders,
      isPartAFile: (field, _type, name) => isFile(field, name),
      limits: { ...limits },
    });
    preferExtendedNames(busboy);
    return busboy;
  } catch {
    throw new HttpRefusal(400, 'The form has no boundary.');
  }
}
