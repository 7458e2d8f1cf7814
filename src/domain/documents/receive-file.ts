import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { DomainError, type InputPath, invalidInput } from '../core/errors.ts';
import { randomKey } from '../core/random.ts';
import { unstorable } from '../text/text.ts';
import { fileName, isProgram } from './file-name.ts';
import type { UploadLimits } from './limits.ts';
import { type Destination, discardUploads, recordUpload } from './pending-uploads.ts';
import { storeName } from './store/store.ts';
import { HEAD_BYTES } from './types/file-head.ts';
import type { PictureSize, PictureSizeReader } from './types/picture-size.ts';
import { pictureSizeReader } from './types/picture-size-reader.ts';
import { type DocumentType, documentTypes, typeOf } from './types/types.ts';

/** An upload of one file that has not been read yet. */
export interface IncomingFile {
  /** The file's name as the sender gave it. */
  readonly name: string;
  /** Opens the bytes, once. They are read to their end even if the file is refused. */
  open(): Readable;
}

/** A file whose bytes have arrived. They may be in the store although no document names them yet. */
export interface ReceivedFile extends PictureSize {
  readonly name: string;
  readonly type: DocumentType;
  readonly mimeType: string;
  /** The last part of the file's name in the store. */
  readonly hash: string;
  /** The id of the pending upload; null when the bytes were not stored. */
  readonly uploadId: number | null;
  readonly sha256: string;
  /** Length in bytes. */
  readonly size: number;
}

/** The state that all files of one request share. */
export interface UploadState {
  /** Null to read the bytes without storing them. */
  readonly destination: Destination | null;
  readonly limits: UploadLimits;
  /** Bytes that the remaining files of the request may have. */
  bytesLeft: number;
  /** Resolves once the previous file has been read, so that the file that exceeds a limit is always the same one. */
  turn: Promise<void>;
}

/**
 * Receives a file as a stream. Only its first bytes, which determine its type, and the current chunk are in memory.
 * After an error the store holds nothing of the file.
 * @throws INVALID_INPUT for its name, FILE_TOO_LARGE, FILE_TYPE_REFUSED, UPLOAD_BROKEN
 */
export async function receiveFile(
  state: UploadState,
  file: IncomingFile,
  path: InputPath,
): Promise<ReceivedFile> {
  const source = file.open();
  // An error after the last read has no other listener, and would end the process.
  source.on('error', () => {});
  const { turn } = state;
  let isRead = () => {};
  state.turn = new Promise((resolve) => {
    isRead = resolve;
  });
  try {
    await turn;
    const counter = new ByteCounter(state, path, isRead);
    const name = readName(file.name, path);
    const chunks = counter.count(chunksOf(source, path));
    try {
      const stored = await storeChunks(state.destination, { name, path, chunks });
      return { name, ...stored, ...counter.result() };
    } finally {
      await chunks.return(undefined);
    }
  } finally {
    isRead();
    // The next file of the request follows the rest of this one.
    source.resume();
  }
}

/** Returns the name under which a file is listed. @throws INVALID_INPUT, FILE_TYPE_REFUSED */
function readName(given: string, path: InputPath): string {
  const reason = unstorable(given);
  if (reason !== null) throw invalidInput(`The name of the file cannot be stored. ${reason}`, path);
  const name = fileName(given);
  if (isProgram(name)) throw typeRefused(`"${name}" is the name of a program.`, path);
  return name;
}

/** A file whose name has been checked. */
interface NamedChunks {
  readonly name: string;
  readonly path: InputPath;
  readonly chunks: AsyncGenerator<Buffer>;
}

/** Determines the type of a file and writes it to the store under a new name. */
async function storeChunks(
  destination: Destination | null,
  { name, path, chunks }: NamedChunks,
): Promise<Omit<ReceivedFile, 'name' | 'sha256' | 'size'>> {
  const head = await readHead(chunks);
  const type = await typeOf({ ...head, name });
  if (type === null) {
    const empty = head.bytes.length === 0;
    throw typeRefused(`"${name}" ${empty ? 'is empty' : 'is of a type that is not stored'}.`, path);
  }
  const hash = `${randomKey(40)}.${type}`;
  const sizeReader = pictureSizeReader(type, head.bytes);
  const bytes = Readable.from(withSizeRead(sizeReader, head.bytes, chunks), { objectMode: false });
  const uploadId = destination && (await writeBytes(destination, hash, bytes));
  if (!destination) for await (const _chunk of bytes);
  return { type, mimeType: documentTypes[type], hash, uploadId, ...sizeReader.size() };
}

/** Writes bytes to the store. @returns the id of the pending upload */
async function writeBytes(
  destination: Destination,
  hash: string,
  bytes: Readable,
): Promise<number> {
  const uploadId = await recordUpload(destination, hash);
  try {
    await destination.files.write(storeName(destination.companyKey, hash), bytes);
    return uploadId;
  } catch (error) {
    await discardUploads(destination, [uploadId], 'ABANDONED');
    throw error;
  }
}

const typeRefused = (message: string, path: InputPath) =>
  new DomainError('FILE_TYPE_REFUSED', message, path);

/** Yields the chunks of a stream, which stays open when they are not read to the end. */
async function* chunksOf(source: Readable, path: InputPath): AsyncGenerator<Buffer> {
  try {
    yield* source.iterator({ destroyOnReturn: false });
  } catch (cause) {
    const broken = new DomainError('UPLOAD_BROKEN', 'The file ended before it was complete.', path);
    broken.cause = cause;
    throw broken;
  }
}

/** Counts and digests the bytes of a file as they pass, and enforces the size limits. */
class ByteCounter {
  readonly #state: UploadState;
  readonly #path: InputPath;
  readonly #onEnd: () => void;
  readonly #digest = createHash('sha256');
  #size = 0;

  constructor(state: UploadState, path: InputPath, onEnd: () => void) {
    this.#state = state;
    this.#path = path;
    this.#onEnd = onEnd;
  }

  async *count(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { limits } = this.#state;
    for await (const chunk of chunks) {
      this.#size += chunk.length;
      this.#state.bytesLeft -= chunk.length;
      if (this.#size > limits.fileBytes) {
        throw this.#tooLarge(`A file has at most ${limits.fileBytes} bytes.`);
      }
      if (this.#state.bytesLeft < 0) {
        throw this.#tooLarge(`The files of a request have at most ${limits.requestBytes} bytes.`);
      }
      this.#digest.update(chunk);
      yield chunk;
    }
    this.#onEnd();
  }

  result(): { size: number; sha256: string } {
    return { size: this.#size, sha256: this.#digest.digest('hex') };
  }

  #tooLarge(message: string): DomainError {
    return new DomainError('FILE_TOO_LARGE', message, this.#path);
  }
}

/** Reads as many chunks as are needed to determine the type of the file. */
async function readHead(
  chunks: AsyncGenerator<Buffer>,
): Promise<{ bytes: Buffer; isComplete: boolean }> {
  const head: Buffer[] = [];
  for (let length = 0; length < HEAD_BYTES; ) {
    const { value, done } = await chunks.next();
    if (done) return { bytes: Buffer.concat(head), isComplete: true };
    head.push(value);
    length += value.length;
  }
  return { bytes: Buffer.concat(head), isComplete: false };
}

/** Yields the bytes of a file and passes them to the reader of the picture's size. */
async function* withSizeRead(
  sizeReader: PictureSizeReader,
  head: Buffer,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  sizeReader.push(head);
  yield head;
  for await (const chunk of rest) {
    sizeReader.push(chunk);
    yield chunk;
  }
}
