import { ACCENTS, withoutCase } from './fold-table.ts';

/**
 * A text as what names one record is compared (addresses, numbers): without case; accents count. The same as
 * `fold_identity()` in SQL.
 */
export const foldIdentity = (text: string): string =>
  isAscii(text) ? text.toLowerCase() : foldLetters(text.normalize('NFD')).normalize('NFC');

/**
 * A text as it is looked for and compared in lists: without case, accents, and the forms that letters take for the sake
 * of looks. The same as `fold_search()` in SQL.
 */
export const foldSearch = (text: string): string =>
  isAscii(text)
    ? text.toLowerCase()
    : foldLetters(text.normalize('NFKD').replace(ACCENTS, '')).normalize('NFC');

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** The letters of a text that was taken apart, without case, one by one: a letter does not look at its neighbours. */
const foldLetters = (text: string): string =>
  Array.from(text, (letter) => withoutCase.get(letter) ?? letter).join('');
