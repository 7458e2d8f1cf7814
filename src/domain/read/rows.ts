import type { ListShape, Shape } from './shape.ts';

/** Rows of a list that belongs to a record. */
export interface ListRows {
  /** How many rows the list has in all; null when that was not asked for. */
  readonly total: number | null;
  /** Where the first row begins among the pieces, and how many there are. */
  readonly start: number;
  readonly count: number;
}

/**
 * Records as the pieces of their texts, and where each of them begins. Nothing is copied: whoever writes an answer
 * takes the pieces from here.
 */
export class Rows {
  readonly pieces: readonly string[];
  readonly #width: number;
  readonly #shape: Shape;
  /** Where each record begins; null while all of them are of the same length. */
  readonly #starts: readonly number[] | null;

  /** @param width how many pieces of each record stand before those of its lists */
  constructor(pieces: readonly string[], shape: Shape, width: number) {
    this.pieces = pieces;
    this.#shape = shape;
    this.#width = width;
    this.#starts = shape.lists.length === 0 ? null : this.#findStarts();
  }

  /** How many records there are. */
  get length(): number {
    return this.#starts?.length ?? this.pieces.length / this.#width;
  }

  /** Where a record begins among the pieces. */
  start(index: number): number {
    return this.#starts ? (this.#starts[index] as number) : index * this.#width;
  }

  /** The rows of each list of the record that begins at a place. */
  lists(start: number): ListRows[] {
    let at = start + this.#width;
    return this.#shape.lists.map((list) => {
      const total = list.counted ? Number(this.pieces[at]) : null;
      const rows = this.#rowsOf(list, list.counted ? at + 1 : at);
      at = rows.end;
      return { total, start: rows.start, count: rows.count };
    });
  }

  #rowsOf({ columns }: ListShape, at: number): { start: number; count: number; end: number } {
    if (columns === null) return { start: at, count: 0, end: at };
    const count = Number(this.pieces[at]);
    return { start: at + 1, count, end: at + 1 + count * columns.length };
  }

  #findStarts(): number[] {
    const starts: number[] = [];
    let at = 0;
    while (at < this.pieces.length) {
      starts.push(at);
      at += this.#width;
      for (const list of this.#shape.lists) at = this.#rowsOf(list, list.counted ? at + 1 : at).end;
    }
    return starts;
  }
}
