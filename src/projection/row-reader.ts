import { COLUMN_SEPARATOR, NULL_MARK, ROW_SEPARATOR } from './columns.ts';

/** The random part of each sign. */
const SECRET = Buffer.from(COLUMN_SEPARATOR).subarray(1);

/** Bytes of a sign. */
const SIGN_LENGTH = 1 + SECRET.length;

const ROW_BYTES = Buffer.from(ROW_SEPARATOR);

/** The control characters with which the signs begin. */
const END_OF_PIECE = COLUMN_SEPARATOR.charCodeAt(0);
const END_OF_ROW = ROW_SEPARATOR.charCodeAt(0);
const NOTHING = NULL_MARK.charCodeAt(0);

/**
 * A text of rows as it came from the database, in UTF-8, to be read from wherever the reader stands: columnText after
 * columnText, in the order in which the statement put them.
 */
export class RowReader {
  readonly bytes: Buffer;
  /** Where the next columnText begins. Whoever reads a columnText leaves it behind the columnText's end. */
  at = 0;
  readonly #empty: boolean;

  /** @param text null for no rows */
  constructor(text: string | null | undefined) {
    const length = text ? Buffer.byteLength(text) : 0;
    this.#empty = text === null || text === undefined;
    // A sign at the end spares readers the question whether there is more.
    this.bytes = Buffer.allocUnsafe(length + SIGN_LENGTH);
    if (text) this.bytes.write(text, 0);
    ROW_BYTES.copy(this.bytes, length);
  }

  /** Where each row begins. */
  rowStarts(): number[] {
    const starts: number[] = [];
    if (this.#empty) return starts;
    const { bytes } = this;
    const last = bytes.length - SIGN_LENGTH;
    for (let at = 0; at <= last; ) {
      starts.push(at);
      at = bytes.indexOf(ROW_BYTES, at) + SIGN_LENGTH;
    }
    return starts;
  }

  /** Whether a columnText ends at a place. */
  endsAt(at: number): boolean {
    const byte = this.bytes[at];
    return (byte === END_OF_PIECE || byte === END_OF_ROW) && this.#hasSecret(at + 1);
  }

  /** Goes to the columnText after the one that ends at a place. */
  leave(end: number): void {
    this.at = end + SIGN_LENGTH;
  }

  /** Whether the next columnText says that there is no value; it is left behind if so. */
  takeNone(): boolean {
    if (this.bytes[this.at] !== NOTHING || !this.#hasSecret(this.at + 1)) return false;
    this.at += 2 * SIGN_LENGTH;
    return true;
  }

  /** Where the next columnText ends. */
  end(): number {
    const { bytes } = this;
    let { at } = this;
    while ((bytes[at] as number) > END_OF_PIECE || !this.endsAt(at)) at += 1;
    return at;
  }

  /** Leaves pieces behind, whatever they are. */
  skip(count: number): void {
    for (let i = 0; i < count; i += 1) this.leave(this.end());
  }

  /** The next columnText as a text; null when there is no value. */
  take(): string | null {
    if (this.takeNone()) return null;
    const end = this.end();
    const text = this.bytes.toString('utf8', this.at, end);
    this.leave(end);
    return text;
  }

  /** The next columnText as the whole number that it is, 0 or greater. */
  takeNumber(): number {
    const { bytes } = this;
    let { at } = this;
    let value = 0;
    for (let byte = bytes[at] as number; byte > END_OF_PIECE; byte = bytes[at] as number) {
      value = value * 10 + byte - 48;
      at += 1;
    }
    this.leave(at);
    return value;
  }

  #hasSecret(at: number): boolean {
    const { bytes } = this;
    for (let i = 0; i < SECRET.length; i += 1) if (bytes[at + i] !== SECRET[i]) return false;
    return true;
  }
}
