/** One band of headcounts that a client's business may fall in. */
export interface Size {
  /** The number that Invoice Ninja knows the band by. */
  readonly id: number;
  /** The band in words: the fewest and the most people, or the fewest and a plus sign. */
  readonly name: string;
}

/** The company sizes of Invoice Ninja, from the smallest to the largest. */
export const sizes: readonly Size[] = [
  { id: 1, name: '1 - 3' },
  { id: 2, name: '4 - 10' },
  { id: 3, name: '11 - 50' },
  { id: 4, name: '51 - 100' },
  { id: 5, name: '101 - 500' },
  { id: 6, name: '500+' },
];
