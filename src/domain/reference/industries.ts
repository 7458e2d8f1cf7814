/** One line of business that a client may be in. */
export interface Industry {
  /** The number that Invoice Ninja knows the industry by. */
  readonly id: number;
  /** The English name. */
  readonly name: string;
}

/**
 * The rows as they are written down: number, name.
 * Real records have 1 to 30; which is which is from general knowledge of the existing API.
 */
const rows: readonly (readonly [id: number, name: string])[] = [
  [1, 'Accounting & Legal'],
  [2, 'Advertising'],
  [3, 'Aerospace'],
  [4, 'Agriculture'],
  [5, 'Automotive'],
  [6, 'Banking & Finance'],
  [7, 'Biotechnology'],
  [8, 'Broadcasting'],
  [9, 'Business Services'],
  [10, 'Commodities & Chemicals'],
  [11, 'Communications'],
  [12, 'Computers & Hightech'],
  [13, 'Defense'],
  [14, 'Energy'],
  [15, 'Entertainment'],
  [16, 'Government'],
  [17, 'Healthcare & Life Sciences'],
  [18, 'Insurance'],
  [19, 'Manufacturing'],
  [20, 'Marketing'],
  [21, 'Media'],
  [22, 'Nonprofit & Higher Ed'],
  [23, 'Pharmaceuticals'],
  [24, 'Professional Services & Consulting'],
  [25, 'Real Estate'],
  [26, 'Retail & Wholesale'],
  [27, 'Sports'],
  [28, 'Transportation'],
  [29, 'Travel & Luxury'],
  [30, 'Other'],
  [31, 'Photography'],
  [32, 'Construction'],
  [33, 'Restaurant & Catering'],
];

/** The industries of Invoice Ninja, in the order of their numbers. */
export const industries: readonly Industry[] = rows.map(([id, name]) => ({ id, name }));
