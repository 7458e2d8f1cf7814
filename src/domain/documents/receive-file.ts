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

/** A file on its way in. */
export interface IncomingFile {
  /** The sender's name of it. */
  readonly name: string;
  /** The bytes, which can be had once. They are always read to their end, even if the file is refused. */
  open(): Readable;
}

/** A file that has come in: what is known of it by its bytes, which the store has though no row names them yet. */
export interface ReceivedFile extends PictureSize {
  readonly name: string;
  readonly type: DocumentType;
  readonly mimeType: string;
  /** The last part of its name in the store. */
  readonly hash: string;
  /** The number under which its upload is recorded; null when its bytes were not kept. */
  readonly uploadId: number | null;
  readonly sha256: string;
  /** Length in bytes. */
  readonly size: number;
}

/** Where files go, and how much more of them there may be. */
export interface Intake {
  /** Null to look at the bytes and keep none. */
  readonly destination: Destination | null;
  readonly limits: UploadLimits;
  /** Bytes that the files of the request may still have; every file takes from it. */
  bytesLeft: number;
  /** Fulfilled once the file before has been read: which file is one too many must not depend on which store is slow. */
  turn: Promise<void>;
}

/**
 * Takes a file in as a stream: never more of it is in memory than its first bytes, by which its type is found, and the
 * piece that goes by.
 * @throws INVALID_INPUT for its name, FILE_TOO_LARGE, FILE_TYPE_REFUSED, UPLOAD_BROKEN; the store has nothing of the file then
 */
export async function receiveFile(
  intake: Intake,
  file: IncomingFile,
  path: InputPath,
): Promise<ReceivedFile> {
  const source = file.open();
  // Whoever reads notices; this one is for when nobody reads any more.
  source.on('error', () => {});
  const { turn } = intake;
  let isRead = () => {};
  intake.turn = new Promise((resolve) => {
    isRead = resolve;
  });
  try {
    await turn;
    const tally = new Tally(intake, path, isRead);
    requireName(file.name, path);
    return await receive(intake, source, fileName(file.name), path, tally);
  } finally {
    isRead();
    // The next file of the request stands behind what is left of this one.
    source.resume();
  }
}

/** Makes sure that a sender's name of a file can be stored. @throws INVALID_INPUT */
function requireName(name: string, path: InputPath): void {
  const reason = unstorable(name);
  if (reason !== null) throw invalidInput(`The name of the file cannot be stored. ${reason}`, path);
}

async function receive(
  intake: Intake,
  source: Readable,
  name: string,
  path: InputPath,
  tally: Tally,
): Promise<ReceivedFile> {
  if (isProgram(name)) throw typeRefused(`"${name}" is the name of a program.`, path);
  const pieces = tally.count(piecesOf(source, path));
  try {
    return { name, ...(await keep(intake, pieces, name, path)), ...tally.result() };
  } finally {
    await pieces.return(undefined);
  }
}

/** Puts a file under a new name into the store. */
async function keep(
  { destination }: Intake,
  pieces: AsyncGenerator<Buffer>,
  name: string,
  path: InputPath,
): Promise<Pick<ReceivedFile, 'type' | 'mimeType' | 'hash' | 'uploadId' | keyof PictureSize>> {
  const head = await takeHead(pieces);
  const type = await typeOf({ ...head, name });
  if (type === null) {
    const empty = head.bytes.length === 0;
    throw typeRefused(`"${name}" ${empty ? 'is empty' : 'is of a type that is not stored'}.`, path);
  }
  const hash = `${randomKey(40)}.${type}`;
  const meter = pictureSizeReader(type, head.bytes);
  const bytes = Readable.from(metered(meter, head.bytes, pieces), { objectMode: false });
  const uploadId = destination && (await store(destination, hash, bytes));
  if (!destination) for await (const _piece of bytes);
  return { type, mimeType: documentTypes[type], hash, uploadId, ...meter.size() };
}

/** Puts bytes into the store. @returns the number under which the upload is recorded */
async function store(destination: Destination, hash: string, bytes: Readable): Promise<number> {
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

/** The pieces of a stream, which is left open when they are not read to the end. */
async function* piecesOf(source: Readable, path: InputPath): AsyncGenerator<Buffer> {
  try {
    yield* source.iterator({ destroyOnReturn: false });
  } catch (cause) {
    const broken = new DomainError('UPLOAD_BROKEN', 'The file ended before it was complete.', path);
    broken.cause = cause;
    throw broken;
  }
}

/** Counts and digests the bytes of a file while they go by, and stops them when they are too many. */
class Tally {
  readonly #intake: Intake;
  readonly #path: InputPath;
  readonly #ended: () => void;
  readonly #digest = createHash('sha256');
  #size = 0;

  /** @param ended is called when no more bytes of the file are counted */
  constructor(intake: Intake, path: InputPath, ended: () => void) {
    this.#intake = intake;
    this.#path = path;
    this.#ended = ended;
  }

  async *count(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { limits } = this.#intake;
    for await (const piece of pieces) {
      this.#size += piece.length;
      this.#intake.bytesLeft -= piece.length;
      if (this.#size > limits.fileBytes) {
        throw this.#tooLarge(`A file has at most ${limits.fileBytes} bytes.`);
      }
      if (this.#intake.bytesLeft < 0) {
        throw this.#tooLarge(`The files of a request have at most ${limits.requestBytes} bytes.`);
      }
      this.#digest.update(piece);
      yield piece;
    }
    this.#ended();
  }

  result(): { size: number; sha256: string } {
    return { size: this.#size, sha256: this.#digest.digest('hex') };
  }

  #tooLarge(message: string): DomainError {
    return new DomainError('FILE_TOO_LARGE', message, this.#path);
  }
}

/** Reads as many pieces as it takes to tell what the file is. */
async function takeHead(
  pieces: AsyncGenerator<Buffer>,
): Promise<{ bytes: Buffer; whole: boolean }> {
  const taken: Buffer[] = [];
  for (let length = 0; length < HEAD_BYTES; ) {
    const { value, done } = await pieces.next();
    if (done) return { bytes: Buffer.concat(taken), whole: true };
    taken.push(value);
    length += value.length;
  }
  return { bytes: Buffer.concat(taken), whole: false };
}

async function* metered(
  meter: PictureSizeReader,
  head: Buffer,
  rest: AsyncGenerator<Buffer>,
): AsyncGenerator<Buffer> {
  meter.see(head);
  yield head;
  for await (const piece of rest) {
    meter.see(piece);
    yield piece;
  }
}
