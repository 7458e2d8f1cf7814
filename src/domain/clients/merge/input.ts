/** The maximum of clients that are merged into another at once. */
export const MAX_SOURCES = 10;

/** The clients of a merge, by id. */
export interface MergeInput {
  /** The survivor. */
  readonly into: string;
  /** The clients that are merged into it, in this order. */
  readonly from: readonly string[];
  /** Fields whose value comes from another client; in all others the survivor keeps its own. */
  readonly choose?: readonly MergeChoiceInput[] | null | undefined;
}

/** A field of the survivor, and the client that its value comes from. */
export interface MergeChoiceInput {
  /** Name of a writable field. */
  readonly field: string;
  readonly from: string;
}
