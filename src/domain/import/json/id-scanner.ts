/** The kinds of record in a file of clients. */
export type RecordKind = 'clients' | 'contacts' | 'documents' | 'gatewayTokens';

/** The keys that lead to records, and what is below them. */
const lists: Readonly<Record<string, RecordKind>> = {
  data: 'clients',
  contacts: 'contacts',
  documents: 'documents',
  gateway_tokens: 'gatewayTokens',
};

/** Lengths of the texts that say something: `id`, the keys of lists, and ids. */
const ID_LENGTH = 10;
const LENGTHS = new Set([2, ...Object.keys(lists).map(({ length }) => length), ID_LENGTH]);

/** Longer texts say nothing. */
const LONGEST = Math.max(...LENGTHS);

/** Most brackets that are open at a time. */
const MOST_OPEN = 1000;

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Finds the ids of records in a JSON file without parsing it: four times as fast, and as good where nothing but the
 * largest of them is wanted. What is no JSON gives any ids or none.
 */
export class IdScanner {
  readonly #found: (kind: RecordKind, id: string) => void;
  /** What the brackets that are open hold. */
  readonly #open: (RecordKind | null)[] = [];
  /** The last text, if it says something. */
  #text = '';
  /** The key whose value is being read; empty in lists. */
  #key = '';
  /** The beginning of a short text that goes on in the next bytes, with its quote. */
  #carried: Buffer = Buffer.alloc(0);
  /** Bytes to pass over before the rest of a long text is read; null between texts. */
  #passOver: number | null = null;

  /** @param found is called for each id of a record: ten characters, which need not be an id that we would give out */
  constructor(found: (kind: RecordKind, id: string) => void) {
    this.#found = found;
  }

  /** Reads the next bytes of the file. */
  push(bytes: Buffer): void {
    const chunk = this.#carried.length > 0 ? Buffer.concat([this.#carried, bytes]) : bytes;
    this.#carried = Buffer.alloc(0);
    let at = this.#passOver === null ? 0 : this.#endText(chunk, this.#passOver) + 1;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (byte === QUOTE) at = this.#readText(chunk, at);
      else if (byte === COLON) this.#key = this.#text;
      else if (byte === COMMA) this.#key = '';
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#enter(byte === OPEN_LIST);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#leave();
    }
  }

  /** @returns where the text ends that begins with a quote here; the end of the chunk if it goes on */
  #readText(chunk: Buffer, quote: number): number {
    const end = this.#endText(chunk, quote + 1);
    if (end < chunk.length) this.#take(chunk, quote + 1, end);
    else if (chunk.length - (quote + 1) <= LONGEST) {
      this.#carried = chunk.subarray(quote);
      this.#passOver = null;
    }
    return end;
  }

  /** @returns where the quote is that ends a text, or a place behind the chunk */
  #endText(chunk: Buffer, start: number): number {
    let at = start;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) {
        this.#text = '';
        this.#passOver = null;
        return at;
      }
      if (byte === BACKSLASH) at += 1;
    }
    this.#passOver = at - chunk.length;
    return at;
  }

  #take(chunk: Buffer, start: number, end: number): void {
    if (!LENGTHS.has(end - start)) return;
    this.#text = chunk.toString('latin1', start, end);
    const kind = this.#open.at(-1);
    if (this.#key === 'id' && kind && end - start === ID_LENGTH) this.#found(kind, this.#text);
  }

  #enter(isList: boolean): void {
    const around = this.#open.at(-1);
    // No record is that deep, and what is broken must not cost any memory.
    if (this.#open.length === MOST_OPEN) this.#open.length = 0;
    // An object in a list is what the list is of; what stands for itself is a client, or a page of some.
    if (this.#open.length === 0) this.#open.push('clients');
    else if (this.#key === '') this.#open.push(isList ? null : (around ?? null));
    else this.#open.push(around === 'clients' ? (lists[this.#key] ?? null) : null);
    this.#key = '';
  }

  #leave(): void {
    this.#open.pop();
    this.#key = '';
  }
}
