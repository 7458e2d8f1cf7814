import { isUtf8 } from 'node:buffer';

/** A record of a file: its JSON text, or the problem with it. The index counts from 0. */
export interface RecordText {
  readonly index: number;
  readonly text?: string;
  readonly problem?: string;
}

/** The maximum size of a record; a client with thousands of contacts has less. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The maximum depth of brackets in a record. */
const MAX_RECORD_DEPTH = 100;

/** The first bytes of files that are not UTF-8, in hexadecimal, with the message for each. */
const NOT_UTF8: readonly (readonly [start: RegExp, problem: string])[] = [
  [/^(1f8b|504b0304)/, 'The file is compressed: unpack it first.'],
  [/^(fffe|feff|00|[0-9a-f]{2}00)/, 'The file is not in UTF-8.'],
];

/** The state of the reader. */
type State = 'start' | 'between records' | 'in a record' | 'after the records' | 'end' | 'broken';

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const opens = (byte: number) => byte === OPEN_OBJECT || byte === OPEN_LIST;
const closes = (byte: number) => byte === CLOSE_OBJECT || byte === CLOSE_LIST;
const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/**
 * Splits a JSON file into the texts of its records, holding one of them in memory. The file is a list, a page
 * (`{"data": […], "meta": …}`), one record in an envelope (`{"data": {…}}`), or one bare record.
 * A record that is malformed inside its brackets is returned like any other. Mismatched brackets end the reading.
 */
export class RecordSplitter {
  #state: State = 'start';
  #isFirst = true;
  #found: RecordText[] = [];
  #index = 0;
  #inPage = false;
  #inList = false;
  #afterComma = true;
  /** True while the current record may turn out to be a page. */
  #mayBePage = false;
  #chunks: Buffer[] = [];
  #length = 0;
  #depth = 0;
  #deepest = 0;
  #inString = false;
  #escaped = false;

  /** Reads the next chunk. @returns the records that end in it */
  push(chunk: Buffer): RecordText[] {
    if (this.#isFirst) this.#checkStart(chunk);
    for (let at = 0; at < chunk.length; ) {
      if (this.#state === 'broken') break;
      at = this.#state === 'in a record' ? this.#read(chunk, at) : this.#step(chunk[at] ?? 0, at);
    }
    return this.#takeFound();
  }

  /** Checks the end of the file. @returns the problem with it, if any */
  end(): RecordText[] {
    if (this.#state === 'start') this.#break('The file is empty.');
    else if (this.#state !== 'end') this.#break('The file ends too early: brackets stay open.');
    return this.#takeFound();
  }

  /** Ends the reading because of a problem. */
  giveUp(problem: string): RecordText[] {
    this.#break(problem);
    return this.#takeFound();
  }

  #takeFound(): RecordText[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #break(problem: string): void {
    if (this.#state === 'broken') return;
    this.#state = 'broken';
    this.#found.push({ index: this.#index, problem });
  }

  /** Refuses a file that is not UTF-8 by its first bytes. */
  #checkStart(chunk: Buffer): void {
    this.#isFirst = false;
    const start = chunk.toString('hex', 0, 4);
    const [, problem] = NOT_UTF8.find(([pattern]) => pattern.test(start)) ?? [];
    if (problem) this.#break(problem);
  }

  /** Reads a byte outside of records. @returns the next position, which is the same if a record starts here */
  #step(byte: number, at: number): number {
    if (this.#state === 'after the records') {
      this.#track(byte);
      if (this.#depth === 0) this.#state = 'end';
      return at + 1;
    }
    // The bytes of a byte order mark are skipped like blanks.
    if (isBlank(byte) || (this.#state === 'start' && byte >= 0xbb)) return at + 1;
    if (this.#state === 'start') return this.#start(byte, at);
    if (this.#state === 'between records') return this.#between(byte, at);
    this.#break('There is more text after the end of the list.');
    return at + 1;
  }

  #start(byte: number, at: number): number {
    if (byte === OPEN_LIST) {
      this.#state = 'between records';
      this.#inList = true;
      return at + 1;
    }
    if (byte === OPEN_OBJECT) {
      this.#mayBePage = true;
      return this.#begin(at);
    }
    this.#break('The file is no JSON: it begins with neither a list nor an object.');
    return at + 1;
  }

  #between(byte: number, at: number): number {
    if (byte === CLOSE_LIST) {
      this.#leave();
      return at + 1;
    }
    if (byte === COMMA) {
      if (this.#afterComma) this.#break('A record is missing before a comma.');
      this.#afterComma = true;
      return at + 1;
    }
    if (this.#afterComma && !closes(byte)) return this.#begin(at);
    this.#break('A comma is missing before this record.');
    return at + 1;
  }

  #begin(at: number): number {
    this.#state = 'in a record';
    this.#chunks = [];
    this.#length = 0;
    this.#depth = 0;
    this.#deepest = 0;
    return at;
  }

  #leave(): void {
    this.#state = this.#inPage ? 'after the records' : 'end';
    this.#depth = 1;
  }

  /** Continues a record. @returns the position after it, or the end of the chunk */
  #read(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#inString) {
        this.#track(byte);
      } else if (this.#depth === 0 && (byte === COMMA || closes(byte) || isBlank(byte))) {
        return this.#finish(chunk.subarray(from, at), at);
      } else if (this.#mayBePage && this.#depth === 1 && opens(byte)) {
        this.#keep(chunk.subarray(from, at));
        if (this.#isData()) return this.#enter(byte, at);
        from = at;
        this.#track(byte);
      } else {
        this.#track(byte);
        if (this.#depth === 0 && closes(byte)) {
          return this.#finish(chunk.subarray(from, at + 1), at + 1);
        }
      }
    }
    this.#keep(chunk.subarray(from));
    return chunk.length;
  }

  /** Tracks strings and brackets. */
  #track(byte: number): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
    } else if (byte === QUOTE) this.#inString = true;
    else if (opens(byte)) {
      this.#depth += 1;
      if (this.#depth > this.#deepest) this.#deepest = this.#depth;
    } else if (closes(byte)) this.#depth -= 1;
  }

  #keep(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#length > MAX_BYTES) this.#chunks = [];
    else if (bytes.length > 0) this.#chunks.push(bytes);
  }

  /** Returns true after the key `data`. */
  #isData(): boolean {
    const tail = Buffer.concat(this.#chunks).subarray(-200).toString('latin1');
    return /(^|[^\\])"data"\s*:\s*$/.test(tail);
  }

  /** Enters a page or an envelope, and drops the text before its records. */
  #enter(byte: number, at: number): number {
    this.#mayBePage = false;
    this.#inPage = true;
    if (byte === OPEN_OBJECT) return this.#begin(at);
    this.#state = 'between records';
    this.#inList = true;
    return at + 1;
  }

  #finish(bytes: Buffer, next: number): number {
    this.#keep(bytes);
    this.#found.push({ index: this.#index, ...this.#text() });
    this.#index += 1;
    this.#chunks = [];
    this.#afterComma = false;
    if (this.#inList) this.#state = 'between records';
    else this.#leave();
    return next;
  }

  #text(): { text: string } | { problem: string } {
    if (this.#length > MAX_BYTES)
      return { problem: `The record has more than ${MAX_BYTES} bytes.` };
    if (this.#deepest > MAX_RECORD_DEPTH)
      return { problem: `The record has more than ${MAX_RECORD_DEPTH} levels.` };
    const bytes = Buffer.concat(this.#chunks);
    return isUtf8(bytes) ? { text: bytes.toString() } : { problem: 'The record is not in UTF-8.' };
  }
}
