/** Reads many items at once: one value for each, in their order. */
export type ReadMany<Item, Value> = (items: readonly Item[]) => Promise<readonly Value[]>;

interface Batch {
  /** The items with their indexes. */
  readonly indexes: Map<unknown, number>;
  readonly values: Promise<readonly unknown[]>;
}

/**
 * Joins the reads that resolvers request in one turn of the event loop, so that a list of clients costs as many
 * statements as one client. One for each request.
 */
export class Loader {
  readonly #pending = new Map<string, Batch>();

  /**
   * Reads an item together with all others that are requested under the same key in this turn.
   * @param key names the read: equal keys must mean equal `readMany`
   */
  async load<Item, Value>(
    key: string,
    item: Item,
    readMany: ReadMany<Item, Value>,
  ): Promise<Value> {
    const batch =
      this.#pending.get(key) ?? this.#start(key, readMany as ReadMany<unknown, unknown>);
    const index = batch.indexes.get(item) ?? batch.indexes.size;
    batch.indexes.set(item, index);
    return (await batch.values)[index] as Value;
  }

  #start(key: string, readMany: ReadMany<unknown, unknown>): Batch {
    const indexes = new Map<unknown, number>();
    const values = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#pending.delete(key);
      return readMany([...indexes.keys()]);
    });
    const batch = { indexes, values };
    this.#pending.set(key, batch);
    return batch;
  }
}
