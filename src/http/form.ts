import type { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { preferExtendedNames } from './file-names.ts';
import { HttpRefusal } from './refusal.ts';

/** A file in a multipart body, on its way in. */
export interface FormFile {
  /** Name of the field that it was sent in. */
  readonly field: string;
  /** Its file name, without directories. */
  readonly name: string;
  /** Its bytes, which must be read to the end or resumed before the next file comes. */
  readonly stream: Readable;
}

/** Receiver of the values of a multipart body. */
export interface FormReader {
  readonly limits: { readonly fields: number; readonly fieldSize: number };
  /** Returns whether a part is a file. */
  isFile(field: string | undefined, name: string | undefined): boolean;
  /** Gets a value. @param isCut whether it was longer than values may be */
  onValue(field: string | undefined, value: string, isCut: boolean): void;
  /** Is called once when there are more values than there may be. */
  onTooMany(): void;
}

/** The files of a multipart body on their way in. */
export interface FormFiles {
  /** The files in their order. They are all through once the whole body is. */
  readonly files: AsyncIterable<FormFile>;
  /** Throws away what nobody has read of the body. */
  discard(): void;
}

/**
 * Opens a multipart body. Nothing is kept of its files: they stream as fast as they are read.
 * @throws HttpRefusal when it has no boundary, and on iterating `files` when the body breaks off or is malformed
 */
export function openForm(request: IncomingMessage, reader: FormReader): FormFiles {
  const busboy = open(request, reader);
  const files = new PassThrough({ objectMode: true }).on('error', heardElsewhere);
  const streams = new Set<Readable>();
  busboy.on('field', (field, value, _, isCut) => reader.onValue(field, value, isCut));
  busboy.on('fieldsLimit', () => reader.onTooMany());
  busboy.on('file', (field, stream, name) => {
    streams.add(stream);
    stream.on('error', heardElsewhere).once('close', () => streams.delete(stream));
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
  // Whoever stops reading the files leaves the rest of the body to be thrown away.
  files.once('close', () => request.unpipe(busboy).resume());
  return { files, discard: () => files.destroy() };
}

/** Ignores an error: a reader hears of it, and this is for when nobody does, which must not end the process. */
const heardElsewhere = () => {};

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
