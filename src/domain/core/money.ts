/** Amounts that can be compared with stored ones; PostgreSQL takes even more digits. */
const COMPARABLE = /^-?\d{1,1000}(\.\d{1,20})?$/;

/** Amounts that fit a column of money: 14 digits before the point and 6 after it. */
const STORABLE = /^-?\d{1,14}(\.\d{1,6})?$/;

/** Returns whether a value is an amount that can be compared with stored ones. */
export const isAmount = (value: unknown): value is string =>
  typeof value === 'string' && COMPARABLE.test(value);

/** Returns whether a value is an amount that can be stored. */
export const isStorableAmount = (value: unknown): value is string =>
  typeof value === 'string' && STORABLE.test(value);

/** Removes zeros from the end of an amount's decimals: `12.500000` becomes `12.5`. */
export function trimZeros(amount: string): string {
  if (!amount.includes('.')) return amount;
  let end = amount.length;
  while (amount[end - 1] === '0') end -= 1;
  if (amount[end - 1] === '.') end -= 1;
  return amount.slice(0, end);
}

/** Returns the one text for an amount, however it was written: `01.50` becomes `1.5`, and `-0` becomes `0`. */
export const canonicalAmount = (amount: string): string =>
  trimZeros(amount.replace(/^(-?)0+(?=\d)/, '$1')).replace(/^-0$/, '0');
