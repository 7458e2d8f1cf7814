/** Reads many items, each once, in one go: an answer for each, in their order. */
export type ReadMany<Item, Value> = (items: readonly Item[]) => Promise<readonly Value[]>;

interface Batch {
  /** The items with their places. */
  readonly places: Map<unknown, number>;
  readonly answers: Promise<readonly unknown[]>;
}

/**
 * Collects the reads that resolvers ask for in one turn and sends them together, so that a list of clients costs
 * as many statements as one client. One for each request.
 */
export class Batches {
  readonly #open = new Map<string, Batch>();

  /**
   * Reads an item together with all others that were asked for under the same key in this turn.
   * @param key says what is read and how: equal keys must mean equal `readMany`
   */
  async load<Item, Value>(
    key: string,
    item: Item,
    readMany: ReadMany<Item, Value>,
  ): Promise<Value> {
    const batch = this.#open.get(key) ?? this.#start(key, readMany as ReadMany<unknown, unknown>);
    const place = batch.places.get(item) ?? batch.places.size;
    batch.places.set(item, place);
    return (await batch.answers)[place] as Value;
  }

  #start(key: string, readMany: ReadMany<unknown, unknown>): Batch {
    const places = new Map<unknown, number>();
    const answers = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#open.delete(key);
      return readMany([...places.keys()]);
    });
    const batch = { places, answers };
    this.#open.set(key, batch);
    return batch;
  }
}
