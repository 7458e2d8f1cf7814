interface Weighed<Value> {
  readonly value: Value;
  readonly weight: number;
}

/**
 * Values by text keys, of bounded weight. Entries stand in two generations: when the recent one is full, the older one
 * is evicted and the recent one takes its place. A value that is read moves to the recent generation, so what is used
 * stays, and a stream of ever different keys costs no more memory than two generations.
 */
export class Cache<Value> {
  readonly #maxWeight: number;
  #recent = new Map<string, Weighed<Value>>();
  #older = new Map<string, Weighed<Value>>();
  #weight = 0;

  /** @param maxWeight of each generation: entries, unless `set` is given their weights */
  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight;
  }

  /** Returns the value of a key; undefined if there is none. */
  get(key: string): Value | undefined {
    const recent = this.#recent.get(key);
    if (recent) return recent.value;
    const older = this.#older.get(key);
    return older && this.set(key, older.value, older.weight);
  }

  /** Sets or replaces the value of a key, and returns it. */
  set(key: string, value: Value, weight = 1): Value {
    this.#weight -= this.#recent.get(key)?.weight ?? 0;
    if (this.#weight + weight > this.#maxWeight && this.#recent.size > 0) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#weight = 0;
    }
    this.#weight += weight;
    this.#recent.set(key, { value, weight });
    return value;
  }

  /** Evicts the value of a key. */
  delete(key: string): void {
    this.#weight -= this.#recent.get(key)?.weight ?? 0;
    this.#recent.delete(key);
    this.#older.delete(key);
  }

  /** Evicts all values. */
  clear(): void {
    this.#recent.clear();
    this.#older.clear();
    this.#weight = 0;
  }
}
