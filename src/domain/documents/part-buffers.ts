/** A part of a stream. */
export interface Part {
  /** Valid until the next part is requested: the buffer is reused. */
  readonly bytes: Buffer;
  readonly isLast: boolean;
}

/** The limits of the memory for parts. */
export interface PartLimits {
  /** The size of a part in bytes. */
  readonly size: number;
  /** The maximum number of parts in memory, of all streams together. */
  readonly count: number;
  /** Milliseconds without a freed buffer after which one more is allocated: all current senders may be stalled. */
  readonly patience: number;
}

/**
 * A pool of buffers in which streams are cut into parts. All streams share a few buffers, so memory does not grow with
 * their number. A stream that finds no free buffer waits in line, and applies backpressure to its sender.
 */
export class PartBuffers {
  readonly #limits: PartLimits;
  readonly #waiting: ((buffer: Buffer) => void)[] = [];
  #free: Buffer[] = [];
  #allocated = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: PartLimits) {
    this.#limits = limits;
  }

  /**
   * Cuts a stream into parts, all but the last of full size; at least one, which may be empty. A stream of a single
   * chunk is one part without a copy: small files never wait.
   */
  async *cut(bytes: AsyncIterable<Buffer>): AsyncGenerator<Part> {
    const chunks = bytes[Symbol.asyncIterator]();
    const next = async (): Promise<Buffer | undefined> => {
      const { value, done } = await chunks.next();
      return done ? undefined : value;
    };
    const first = (await next()) ?? Buffer.alloc(0);
    const second = await next();
    if (!second) return yield { bytes: first, isLast: true };
    let chunk: Buffer | undefined = Buffer.concat([first, second]);
    do {
      const buffer = await this.#acquire();
      try {
        let length = 0;
        while (chunk && length < buffer.length) {
          const copied = chunk.copy(buffer, length);
          length += copied;
          chunk = copied < chunk.length ? chunk.subarray(copied) : await next();
        }
        yield { bytes: buffer.subarray(0, length), isLast: chunk === undefined };
      } finally {
        this.#release(buffer);
      }
    } while (chunk);
  }

  async #acquire(): Promise<Buffer> {
    const free = this.#free.pop();
    if (free) return free;
    if (this.#allocated < this.#limits.count) return this.#allocate();
    return await new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#timer ??= this.#startTimer();
    });
  }

  #allocate(): Buffer {
    this.#allocated += 1;
    return Buffer.allocUnsafeSlow(this.#limits.size);
  }

  #release(buffer: Buffer): void {
    clearTimeout(this.#timer);
    const next = this.#waiting.shift();
    if (next) next(buffer);
    else if (this.#allocated > this.#limits.count) this.#allocated -= 1;
    else this.#free.push(buffer);
    this.#timer = this.#waiting.length > 0 ? this.#startTimer() : undefined;
    if (this.#free.length < this.#allocated) return;
    // Between uploads the pool holds no memory.
    this.#free = [];
    this.#allocated = 0;
  }

  #startTimer(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#waiting.shift()?.(this.#allocate());
      this.#timer = this.#waiting.length > 0 ? this.#startTimer() : undefined;
    }, this.#limits.patience);
  }
}
