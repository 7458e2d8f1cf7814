import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** A file of a multipart request whose bytes arrive. */
export interface MultipartFile {
  /** Its file name, without directories. */
  readonly name: string;
  /** Opens its bytes. @throws Error if they were read before and are not kept */
  open(): Readable;
}

/** A file of a multipart request that arrives during execution. */
export type PendingFile = Promise<MultipartFile>;

/** The value of a variable that waits for a file of a multipart request. */
export class ExpectedFile {
  readonly arrival: PendingFile;
  arrive: (file: MultipartFile) => void = () => {};
  fail: (error: unknown) => void = () => {};

  constructor() {
    this.arrival = new Promise((resolve, reject) => {
      this.arrive = resolve;
      this.fail = reject;
    });
    // The operation may be refused before anything awaits the file.
    this.arrival.catch(() => {});
  }
}

/** Returns a file whose bytes can be read once. */
export function streamedFile(name: string, stream: Readable): MultipartFile {
  let isTaken = false;
  return {
    name,
    open: () => {
      if (isTaken || stream.destroyed) throw new Error('The bytes of the file were read before.');
      isTaken = true;
      return stream;
    },
  };
}

/** A file whose bytes can be read any number of times. */
export interface BufferedFile extends MultipartFile {
  /** Discards its bytes. */
  discard(): Promise<void>;
}

/**
 * Buffers a file that several variables share on the disk. The file is unlinked, so that it disappears with the process.
 * @param maxBytes bytes to keep; more than a valid file has
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
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (length < maxBytes) await handle.writeFile(chunk);
      length += chunk.length;
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
