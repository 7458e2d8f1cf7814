import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A file of a multipart request that has arrived. */
export interface MultipartFile {
  /** Its file name, without directories. */
  readonly name: string;
  /** Opens its bytes. @throws Error when they were taken already and are no more to be had */
  open(): Readable;
}

/** A file of a multipart request, which arrives while the operation is executed. */
export type PendingFile = Promise<MultipartFile>;

/** A place among the variables of a multipart request that a file is to come to. */
export class ExpectedFile {
  readonly arrival: PendingFile;
  arrive: (file: MultipartFile) => void = () => {};
  fail: (error: unknown) => void = () => {};

  constructor() {
    this.arrival = new Promise((resolve, reject) => {
      this.arrive = resolve;
      this.fail = reject;
    });
    // Nobody may wait for it: the operation may be refused before.
    this.arrival.catch(() => {});
  }
}

/** Returns a file whose bytes stream by once. */
export function streamedFile(name: string, stream: Readable): MultipartFile {
  let isTaken = false;
  return {
    name,
    open: () => {
      if (isTaken || stream.destroyed) throw new Error('The bytes of the file are gone.');
      isTaken = true;
      return stream;
    },
  };
}

/** A file whose bytes can be read any number of times. */
export interface BufferedFile extends MultipartFile {
  /** Throws its bytes away. */
  discard(): Promise<void>;
}

/**
 * Keeps a file that several places of a request are to have: on the disk, where it has no name, so that it is gone
 * with the process.
 * @param maxBytes as many are kept, which is more than a file may have
 */
export async function bufferFile(
  name: string,
  stream: Readable,
  maxBytes: number,
): Promise<BufferedFile> {
  const path = join(tmpdir(), `clients-gateway-${randomUUID()}`);
  const handle = await open(path, 'wx+', 0o600);
  try {
    await unlink(path);
    let length = 0;
    for await (const piece of stream as AsyncIterable<Buffer>) {
      if (length < maxBytes) await handle.writeFile(piece);
      length += piece.length;
    }
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    name,
    open: () => createReadStream('', { fd: handle.fd, start: 0, autoClose: false }),
    discard: () => handle.close(),
  };
}
