import type { IncomingMessage } from 'node:http';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import { badRequest, type RestRefusal } from './errors.ts';
import { bodyTooLarge, MAX_BODY, MAX_KEYS, notUtf8 } from './input-limits.ts';
import { nestPairs, type Pair } from './pairs.ts';

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
  /** The values that came so far, nested by their brackets. @throws 413 for too many, 400 for what is not UTF-8 */
  values(): Record<string, unknown>;
  /** Throws away what nobody has read of the body. */
  discard(): void;
}

/** Whether the body of a request is a multipart form. */
export const isMultipart = ({ headers }: IncomingMessage): boolean =>
  /^multipart\/form-data/i.test(headers['content-type'] ?? '');

/**
 * Opens a multipart body. Nothing is kept of its files: they stream as fast as they are read.
 * @throws 400 when it has no boundary; iterating `files` throws 400 when the body breaks off or is malformed
 */
export function openForm(request: IncomingMessage): Form {
  const busboy = open(request);
  const values = new FormValues();
  const files = new PassThrough({ objectMode: true }).on('error', heardElsewhere);
  const streams = new Set<Readable>();
  busboy.on('field', (name, value, _, isCut) => values.add(name, value, isCut));
  busboy.on('fieldsLimit', () => values.refuse(bodyTooLarge()));
  busboy.on('file', (field, stream, name) => {
    streams.add(stream);
    stream.on('error', heardElsewhere).once('close', () => streams.delete(stream));
    files.write({ field: field ?? '', name: name ?? '', stream } satisfies FormFile);
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
  return { files, values: () => values.read(), discard: () => files.destroy() };
}

/** The values of a form. What is wrong with one is said when they are read, since an event has nobody to say it to. */
class FormValues {
  private readonly pairs: Pair[] = [];
  private size = 0;
  private refusal: RestRefusal | null = null;

  /** @param name absent, against its type, where a part has none: PHP passes such a part over */
  add(name: string | undefined, value: string, isCut: boolean): void {
    if (name === undefined) return;
    this.size += name.length + value.length;
    if (isCut || this.size > MAX_BODY) this.refuse(bodyTooLarge());
    else if (!isUtf8(name) || !isUtf8(value)) this.refuse(notUtf8());
    else if (!this.refusal) this.pairs.push([name, value]);
  }

  refuse(refusal: RestRefusal): void {
    this.refusal ??= refusal;
  }

  read(): Record<string, unknown> {
    if (this.refusal) throw this.refusal;
    return nestPairs(this.pairs);
  }
}

/** Whether a decoded text was what it was said to be: bytes that were not have become U+FFFD or half a character. */
const isUtf8 = (text: string): boolean => !/\ufffd|\p{Surrogate}/u.test(text);

/** Whoever reads hears of an error; this is for when nobody does, which must not end the process. */
const heardElsewhere = () => {};

function open(request: IncomingMessage) {
  try {
    return new Busboy({
      headers: request.headers as BusboyHeaders,
      // PHP takes a part for a file when it has a file name, whatever its type.
      isPartAFile: (_field, _type, name) => name !== undefined,
      limits: { fields: MAX_KEYS, fieldSize: MAX_BODY },
    });
  } catch {
    throw badRequest('The form has no boundary.');
  }
}
