import { isUtf8 } from 'node:buffer';

/** One record of a file: its JSON text, or why it cannot be read. The index counts the file's records from 0. */
export interface RecordText {
  readonly index: number;
  readonly text?: string;
  readonly problem?: string;
}

/** Most bytes of one record; a client with thousands of contacts has fewer. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Most levels of brackets in one record. */
const MAX_DEPTH = 100;

/** What files begin with that are no text in UTF-8, in hexadecimal, and what to say of them. */
const NO_TEXT: readonly (readonly [start: RegExp, problem: string])[] = [
  [/^(1f8b|504b0304)/, 'The file is compressed: unpack it first.'],
  [/^(fffe|feff|00|[0-9a-f]{2}00)/, 'The file is not in UTF-8.'],
];

/** Where in the file the reader is. */
type Place = 'start' | 'between records' | 'in a record' | 'after the records' | 'end' | 'broken';

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const opens = (byte: number) => byte === OPEN_OBJECT || byte === OPEN_LIST;
const closes = (byte: number) => byte === CLOSE_OBJECT || byte === CLOSE_LIST;
const isBlank = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/**
 * Cuts a JSON file into the texts of its records without holding more than one of them: a list, a page
 * (`{"data": […], "meta": …}`), one record in an envelope (`{"data": {…}}`), or one bare record.
 * A record that is malformed inside its brackets is cut out like any other; where the brackets themselves are wrong,
 * nothing after them can be told apart, and reading ends there.
 */
export class RecordSplitter {
  #place: Place = 'start';
  #isFirst = true;
  #found: RecordText[] = [];
  #index = 0;
  #inPage = false;
  #inList = false;
  #afterComma = true;
  /** The record being read may still turn out to be a page. */
  #mayBePage = false;
  #parts: Buffer[] = [];
  #length = 0;
  #depth = 0;
  #deepest = 0;
  #inString = false;
  #escaped = false;

  /** The records that end in the next bytes of the file. */
  push(chunk: Buffer): RecordText[] {
    if (this.#isFirst) this.#look(chunk);
    for (let at = 0; at < chunk.length; ) {
      if (this.#place === 'broken') break;
      at =
        this.#place === 'in a record' ? this.#read(chunk, at) : this.#step(chunk[at] as number, at);
    }
    return this.#taken();
  }

  /** What is wrong with the end of the file, if anything is. */
  end(): RecordText[] {
    if (this.#place === 'start') this.#break('The file is empty.');
    else if (this.#place !== 'end') this.#break('The file ends too early: brackets stay open.');
    return this.#taken();
  }

  /** Ends where the file cannot be read any further. */
  giveUp(problem: string): RecordText[] {
    this.#break(problem);
    return this.#taken();
  }

  #taken(): RecordText[] {
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #break(problem: string): void {
    if (this.#place === 'broken') return;
    this.#place = 'broken';
    this.#found.push({ index: this.#index, problem });
  }

  /** Gives up at once on what is no text. */
  #look(chunk: Buffer): void {
    this.#isFirst = false;
    const start = chunk.toString('hex', 0, 4);
    const [, problem] = NO_TEXT.find(([pattern]) => pattern.test(start)) ?? [];
    if (problem) this.#break(problem);
  }

  /** Takes one byte outside of records. @returns the next position to read, the same one if a record starts here */
  #step(byte: number, at: number): number {
    if (this.#place === 'after the records') {
      this.#track(byte);
      if (this.#depth === 0) this.#place = 'end';
      return at + 1;
    }
    // The bytes of a byte order mark are no blanks, but mean as little.
    if (isBlank(byte) || (this.#place === 'start' && byte >= 0xbb)) return at + 1;
    if (this.#place === 'start') return this.#start(byte, at);
    if (this.#place === 'between records') return this.#between(byte, at);
    this.#break('There is more text after the end of the list.');
    return at + 1;
  }

  #start(byte: number, at: number): number {
    if (byte === OPEN_LIST) {
      this.#place = 'between records';
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
    this.#place = 'in a record';
    this.#parts = [];
    this.#length = 0;
    this.#depth = 0;
    this.#deepest = 0;
    return at;
  }

  #leave(): void {
    this.#place = this.#inPage ? 'after the records' : 'end';
    this.#depth = 1;
  }

  /** Reads on in a record. @returns the position after it, or the end of the chunk */
  #read(chunk: Buffer, from: number): number {
    for (let at = from; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
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

  /** Follows strings and brackets. */
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
    if (this.#length > MAX_BYTES) this.#parts = [];
    else if (bytes.length > 0) this.#parts.push(bytes);
  }

  /** Whether what was read last is the key `data`. */
  #isData(): boolean {
    const tail = Buffer.concat(this.#parts).subarray(-200).toString('latin1');
    return /(^|[^\\])"data"\s*:\s*$/.test(tail);
  }

  /** The object is a page or an envelope: forgets what stood before its records. */
  #enter(byte: number, at: number): number {
    this.#mayBePage = false;
    this.#inPage = true;
    if (byte === OPEN_OBJECT) return this.#begin(at);
    this.#place = 'between records';
    this.#inList = true;
    return at + 1;
  }

  #finish(bytes: Buffer, next: number): number {
    this.#keep(bytes);
    this.#found.push({ index: this.#index, ...this.#text() });
    this.#index += 1;
    this.#parts = [];
    this.#afterComma = false;
    if (this.#inList) this.#place = 'between records';
    else this.#leave();
    return next;
  }

  #text(): { text: string } | { problem: string } {
    if (this.#length > MAX_BYTES)
      return { problem: `The record has more than ${MAX_BYTES} bytes.` };
    if (this.#deepest > MAX_DEPTH)
      return { problem: `The record has more than ${MAX_DEPTH} levels.` };
    const bytes = Buffer.concat(this.#parts);
    return isUtf8(bytes) ? { text: bytes.toString() } : { problem: 'The record is not in UTF-8.' };
  }
}
