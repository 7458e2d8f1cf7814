import type { DocumentNode } from 'graphql';

/** Bytes that a token of a document takes, with its nodes. */
const TOKEN_BYTES = 400;

/** About how much memory a document takes together with its text, in bytes. */
export const weightOf = (text: string, { tokenCount = 0 }: DocumentNode): number =>
  text.length + TOKEN_BYTES * tokenCount;

interface Weighed<Value> {
  readonly value: Value;
  readonly weight: number;
}

/**
 * Values by the texts of documents. Those that nobody asks for any more are forgotten, so that a stream of ever
 * different documents costs no more memory than is given, however large they are.
 */
export class Remembered<Value> {
  readonly #most: number;
  #recent = new Map<string, Weighed<Value>>();
  #older = new Map<string, Weighed<Value>>();
  #weight = 0;

  /** @param most bytes that the values of each of two generations weigh, about */
  constructor(most: number) {
    this.#most = most;
  }

  /** The value of a document; undefined when there is none. */
  get(text: string): Value | undefined {
    const recent = this.#recent.get(text);
    if (recent) return recent.value;
    const older = this.#older.get(text);
    return older && this.set(text, older.value, older.weight);
  }

  /** Remembers a value, in the place of the one before, and gives it. */
  set(text: string, value: Value, weight: number): Value {
    this.#weight -= this.#recent.get(text)?.weight ?? 0;
    if (this.#weight + weight > this.#most && this.#recent.size > 0) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#weight = 0;
    }
    this.#weight += weight;
    this.#recent.set(text, { value, weight });
    return value;
  }
}
