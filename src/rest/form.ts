import type { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { badRequest } from './errors.ts';
import { readPairs } from './pairs.ts';

/** A file in a multipart body, on its way in. */
export interface FormFile {
  /** Name of the field that it was sent in. */
  readonly field: string;
  /** Its file name, without directories. */
  readonly name: string;
  /** Its bytes, which must be read to the end or resumed before the next file comes. */
  readonly stream: Readable;
}

/** A multipart body on its way in. */
export interface Form {
  /** The files in their order. They are all through once the whole body is. */
  readonly files: AsyncIterable<FormFile>;
  /** The values that came so far, nested by their brackets. */
  values(): Record<string, unknown>;
  /** Throws away what nobody has read of the body. */
  discard(): void;
}

/** Most parts of a form that are values, and most bytes of one value. */
const MAX_FIELDS = 10_000;
const MAX_FIELD_BYTES = 1024 * 1024;

/** Whether the body of a request is a multipart form. */
export const isMultipart = ({ headers }: IncomingMessage): boolean =>
  /^multipart\/form-data/i.test(headers['content-type'] ?? '');

/**
 * Opens a multipart body. Nothing is kept of its files: they stream as fast as they are read.
 * @throws 400 when it has no boundary; iterating `files` throws 400 when the body breaks off or is malformed
 */
export function openForm(request: IncomingMessage): Form {
  const busboy = open(request);
  const pairs: string[] = [];
  const files = new PassThrough({ objectMode: true }).on('error', heardElsewhere);
  const streams = new Set<Readable>();
  busboy.on('field', (name, value) => {
    pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  });
  busboy.on('file', (field, stream, name) => {
    streams.add(stream);
    stream.on('error', heardElsewhere).once('close', () => streams.delete(stream));
    files.write({ field, name: name ?? '', stream } satisfies FormFile);
  });
  busboy.on('finish', () => files.end());
  pipeline(request, busboy, (error) => {
    if (!error) return;
    const broken = badRequest('The form ended before it was complete.');
    for (const stream of streams) stream.destroy(broken);
    files.destroy(broken);
  });
  // Whoever stops reading the files leaves the rest of the body to be thrown away.
  files.once('close', () => request.unpipe(busboy).resume());
  return { files, values: () => readPairs(pairs.join('&')), discard: () => files.destroy() };
}

/** Whoever reads hears of an error; this is for when nobody does, which must not end the process. */
const heardElsewhere = () => {};

function open(request: IncomingMessage) {
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      // PHP takes a part for a file when it has a file name, whatever its type.
      isPartAFile: (_field, _type, name) => name !== undefined,
      limits: { fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES },
    });
  } catch {
    throw badRequest('The form has no boundary.');
  }
}
