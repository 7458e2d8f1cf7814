import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';

type Answer = {
  ready?: true;
  closed?: true;
  /** The connection whose message is answered. */
  connection?: number;
  bytes?: Uint8Array;
  failure?: string;
};

/** Byte that opens the protocol's Terminate message. The session outlives its connections, so it is not sent on. */
const TERMINATE = 'X'.charCodeAt(0);

/**
 * The database inside this process: PostgreSQL compiled to WebAssembly, in a thread of its own.
 * It has one session, so only one connection may use it at a time.
 */
export interface EmbeddedDatabase {
  /** Returns a socket for the `pg` driver. */
  connect(): Duplex;
  /** Writes everything to the folder and stops the thread. */
  close(): Promise<void>;
}

/**
 * Opens the database in a folder, or in memory when the folder is null; a new folder becomes a new database.
 * The caller must hold the folder's lock.
 */
export async function openEmbedded(folder: string | null): Promise<EmbeddedDatabase> {
  const worker = new Worker(new URL('./embedded-worker.js', import.meta.url), {
    workerData: { folder: folder ?? 'memory://' },
  });
  await answerOf(worker, 'ready');
  let connections = 0;
  return {
    connect: () => {
      connections += 1;
      return new WorkerSocket(worker, connections);
    },
    close: async () => {
      const closed = answerOf(worker, 'closed');
      worker.postMessage({ close: true });
      await closed;
      await worker.terminate();
    },
  };
}

function answerOf(worker: Worker, key: 'ready' | 'closed'): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (answer: Answer) => {
      if (!answer[key]) return;
      worker.off('message', settle).off('error', reject);
      resolve();
    };
    worker.on('message', settle).on('error', reject);
  });
}

/**
 * A socket for `pg`: bytes that are written go to the thread, and its answers are read from here. Answers to a closed
 * connection may still arrive. Each answer names its connection, and no other one takes it.
 */
class WorkerSocket extends Duplex {
  readonly #worker: Worker;
  readonly #connection: number;
  readonly #onAnswer: (answer: Answer) => void;

  constructor(worker: Worker, connection: number) {
    super();
    this.#worker = worker;
    this.#connection = connection;
    this.#onAnswer = ({ connection: answered, bytes, failure }) => {
      if (answered !== connection) return;
      if (bytes) this.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      if (failure) this.destroy(new Error(`The embedded database failed: ${failure}`));
    };
    worker.on('message', this.#onAnswer);
  }

  connect(): this {
    setImmediate(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#send(chunk);
    done();
  }

  override _writev(chunks: { chunk: Uint8Array }[], done: () => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#worker.off('message', this.#onAnswer);
    done(error);
  }

  #send(bytes: Uint8Array): void {
    if (bytes[0] === TERMINATE) return;
    this.#worker.postMessage({ connection: this.#connection, bytes: new Uint8Array(bytes) });
  }
}
