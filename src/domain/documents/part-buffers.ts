/** A part of a stream of bytes. */
export interface Part {
  /** Others by the time the next part is asked for. */
  readonly bytes: Buffer;
  readonly isLast: boolean;
}

/** How much memory there is for parts. */
export interface PartLimits {
  /** Bytes of a part. */
  readonly size: number;
  /** How many parts are in memory at once, whatever they belong to. */
  readonly count: number;
  /**
   * Milliseconds after which there may be one more, if none of them has gone in the meantime: those who send them may
   * all have fallen asleep.
   */
  readonly patience: number;
}

/**
 * The memory in which streams are cut into parts. All of them share a few buffers, so it stays the same however many
 * they are; who finds none free waits in turn, and so does its sender.
 */
export class PartBuffers {
  readonly #limits: PartLimits;
  readonly #waiting: ((buffer: Buffer) => void)[] = [];
  #free: Buffer[] = [];
  #made = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: PartLimits) {
    this.#limits = limits;
  }

  /**
   * Cuts a stream into parts, all but the last of full size. There is at least one, without bytes if need be. What comes
   * in one piece is a part as it is: small files wait for nobody.
   */
  async *cut(bytes: AsyncIterable<Buffer>): AsyncGenerator<Part> {
    const pieces = bytes[Symbol.asyncIterator]();
    const next = async () => (await pieces.next()).value as Buffer | undefined;
    const first = (await next()) ?? Buffer.alloc(0);
    const second = await next();
    if (!second) return yield { bytes: first, isLast: true };
    let piece: Buffer | undefined = Buffer.concat([first, second]);
    do {
      const buffer = await this.#take();
      try {
        let length = 0;
        while (piece && length < buffer.length) {
          const copied = piece.copy(buffer, length);
          length += copied;
          piece = copied < piece.length ? piece.subarray(copied) : await next();
        }
        yield { bytes: buffer.subarray(0, length), isLast: piece === undefined };
      } finally {
        this.#giveBack(buffer);
      }
    } while (piece);
  }

  async #take(): Promise<Buffer> {
    const free = this.#free.pop();
    if (free) return free;
    if (this.#made < this.#limits.count) return this.#make();
    return await new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#timer ??= this.#watch();
    });
  }

  #make(): Buffer {
    this.#made += 1;
    return Buffer.allocUnsafeSlow(this.#limits.size);
  }

  #giveBack(buffer: Buffer): void {
    clearTimeout(this.#timer);
    const next = this.#waiting.shift();
    if (next) next(buffer);
    else if (this.#made > this.#limits.count) this.#made -= 1;
    else this.#free.push(buffer);
    this.#timer = this.#waiting.length > 0 ? this.#watch() : undefined;
    if (this.#free.length < this.#made) return;
    // Between uploads the memory is for others.
    this.#free = [];
    this.#made = 0;
  }

  #watch(): NodeJS.Timeout {
    return setTimeout(() => {
      this.#waiting.shift()?.(this.#make());
      this.#timer = this.#waiting.length > 0 ? this.#watch() : undefined;
    }, this.#limits.patience);
  }
}
