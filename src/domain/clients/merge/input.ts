/** Most clients that can be merged into another at once. */
export const MAX_SOURCES = 10;

/** Which clients become one. Ids are in either form. */
export interface MergeInput {
  /** The client that stays: the survivor. */
  readonly into: string;
  /** The clients that become part of it, in this order. */
  readonly from: readonly string[];
  /** Fields whose value another client gives; in all others the survivor keeps its own. */
  readonly choose?: readonly MergeChoiceInput[] | null | undefined;
}

/** A field of the survivor, and the client whose value it gets. */
export interface MergeChoiceInput {
  /** Name of a writable field. */
  readonly field: string;
  readonly from: string;
}
