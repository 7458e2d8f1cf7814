/** The record types in a file of clients. */
export type RecordKind = 'clients' | 'contacts' | 'documents' | 'gatewayTokens';

/** The keys of lists of records. */
const listKeys: Readonly<Record<string, RecordKind>> = {
  data: 'clients',
  contacts: 'contacts',
  documents: 'documents',
  gateway_tokens: 'gatewayTokens',
};

/** The lengths of relevant texts: `id`, the keys of lists, and ids. */
const ID_LENGTH = 10;
const TEXT_LENGTHS = new Set([2, ...Object.keys(listKeys).map(({ length }) => length), ID_LENGTH]);

/** The maximum length of a relevant text. */
const MAX_TEXT_LENGTH = Math.max(...TEXT_LENGTHS);

/** The maximum number of open brackets. */
const MAX_OPEN = 1000;

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Finds the ids of records in a JSON file without parsing it, four times as fast. That is precise enough to find the
 * largest id. Malformed JSON yields arbitrary ids or none.
 */
export class IdScanner {
  readonly #onId: (kind: RecordKind, id: string) => void;
  /** The record types in the open brackets. */
  readonly #open: (RecordKind | null)[] = [];
  /** The last relevant text. */
  #text = '';
  /** The key of the current value; empty in lists. */
  #key = '';
  /** The beginning of a short text that continues in the next chunk, with its quote. */
  #carried: Buffer = Buffer.alloc(0);
  /** The number of bytes to skip in the next chunk, inside a long text; null between texts. */
  #skip: number | null = null;

  /** @param onId gets each id of a record: ten characters, which need not be a valid id */
  constructor(onId: (kind: RecordKind, id: string) => void) {
    this.#onId = onId;
  }

  /** Reads the next chunk of the file. */
  push(bytes: Buffer): void {
    const chunk = this.#carried.length > 0 ? Buffer.concat([this.#carried, bytes]) : bytes;
    this.#carried = Buffer.alloc(0);
    let at = this.#skip === null ? 0 : this.#endText(chunk, this.#skip) + 1;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte === QUOTE) at = this.#readText(chunk, at);
      else if (byte === COLON) this.#key = this.#text;
      else if (byte === COMMA) this.#key = '';
      else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#enter(byte === OPEN_LIST);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#leave();
    }
  }

  /** Reads the text that begins with a quote. @returns the position of its end, or of the end of the chunk */
  #readText(chunk: Buffer, quote: number): number {
    const end = this.#endText(chunk, quote + 1);
    if (end < chunk.length) this.#take(chunk, quote + 1, end);
    else if (chunk.length - (quote + 1) <= MAX_TEXT_LENGTH) {
      this.#carried = chunk.subarray(quote);
      this.#skip = null;
    }
    return end;
  }

  /** Finds the end of a text. @returns the position of its quote, or one beyond the chunk */
  #endText(chunk: Buffer, start: number): number {
    let at = start;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) {
        this.#text = '';
        this.#skip = null;
        return at;
      }
      if (byte === BACKSLASH) at += 1;
    }
    this.#skip = at - chunk.length;
    return at;
  }

  #take(chunk: Buffer, start: number, end: number): void {
    if (!TEXT_LENGTHS.has(end - start)) return;
    this.#text = chunk.toString('latin1', start, end);
    const kind = this.#open.at(-1);
    if (this.#key === 'id' && kind && end - start === ID_LENGTH) this.#onId(kind, this.#text);
  }

  #enter(isList: boolean): void {
    const around = this.#open.at(-1);
    // No record is that deep; malformed input must not take memory.
    if (this.#open.length === MAX_OPEN) this.#open.length = 0;
    // An object in a list has the type of the list. The outermost one is a client, or a page of clients.
    if (this.#open.length === 0) this.#open.push('clients');
    else if (this.#key === '') this.#open.push(isList ? null : (around ?? null));
    else this.#open.push(around === 'clients' ? (listKeys[this.#key] ?? null) : null);
    this.#key = '';
  }

  #leave(): void {
    this.#open.pop();
    this.#key = '';
  }
}
