import { COLUMN_SEPARATOR, NULL_MARK, ROW_SEPARATOR } from './columns.ts';

/** The random part of each separator. */
const SECRET = Buffer.from(COLUMN_SEPARATOR).subarray(1);

/** Bytes of a separator. */
const SEPARATOR_LENGTH = 1 + SECRET.length;

const ROW_BYTES = Buffer.from(ROW_SEPARATOR);

/** The control characters with which the separators begin. */
const COLUMN_CODE = COLUMN_SEPARATOR.charCodeAt(0);
const ROW_CODE = ROW_SEPARATOR.charCodeAt(0);
const NULL_CODE = NULL_MARK.charCodeAt(0);

/** A text of rows in UTF-8, as the database sent it, read column by column in the order of the projection. */
export class RowReader {
  readonly bytes: Buffer;
  /** Start of the next column. Reading a column moves it behind the column's separator. */
  position = 0;
  readonly #empty: boolean;

  /** @param text null for no rows */
  constructor(text: string | null | undefined) {
    const length = text ? Buffer.byteLength(text) : 0;
    this.#empty = text === null || text === undefined;
    // With a separator at the end, reading a column never has to check for the end of the text.
    this.bytes = Buffer.allocUnsafe(length + SEPARATOR_LENGTH);
    if (text) this.bytes.write(text, 0);
    ROW_BYTES.copy(this.bytes, length);
  }

  /** Returns the start of each row. */
  rowStarts(): number[] {
    const starts: number[] = [];
    if (this.#empty) return starts;
    const { bytes } = this;
    const last = bytes.length - SEPARATOR_LENGTH;
    for (let at = 0; at <= last; ) {
      starts.push(at);
      at = bytes.indexOf(ROW_BYTES, at) + SEPARATOR_LENGTH;
    }
    return starts;
  }

  /** Returns whether a column ends at a position. */
  endsAt(at: number): boolean {
    const byte = this.bytes[at];
    return (byte === COLUMN_CODE || byte === ROW_CODE) && this.#hasSecret(at + 1);
  }

  /** Moves to the column after the one that ends at a position. */
  moveBehind(end: number): void {
    this.position = end + SEPARATOR_LENGTH;
  }

  /** Reads the next column if it is null; returns whether it is. */
  readNull(): boolean {
    const { bytes, position } = this;
    if (bytes[position] !== NULL_CODE || !this.#hasSecret(position + 1)) return false;
    this.position += 2 * SEPARATOR_LENGTH;
    return true;
  }

  /** Returns the end of the next column. */
  columnEnd(): number {
    const { bytes } = this;
    let at = this.position;
    while ((bytes[at] as number) > COLUMN_CODE || !this.endsAt(at)) at += 1;
    return at;
  }

  /** Skips columns. */
  skip(count: number): void {
    for (let i = 0; i < count; i += 1) this.moveBehind(this.columnEnd());
  }

  /** Reads the next column as text; null for a null. */
  readText(): string | null {
    if (this.readNull()) return null;
    const end = this.columnEnd();
    const text = this.bytes.toString('utf8', this.position, end);
    this.moveBehind(end);
    return text;
  }

  /** Reads the next column as an integer, 0 or greater. */
  readInteger(): number {
    const { bytes } = this;
    let at = this.position;
    let value = 0;
    for (let byte = bytes[at] as number; byte > COLUMN_CODE; byte = bytes[at] as number) {
      value = value * 10 + byte - 48;
      at += 1;
    }
    this.moveBehind(at);
    return value;
  }

  #hasSecret(at: number): boolean {
    const { bytes } = this;
    for (let i = 0; i < SECRET.length; i += 1) if (bytes[at + i] !== SECRET[i]) return false;
    return true;
  }
}
