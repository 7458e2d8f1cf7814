import { ACCENTS, withoutCase } from './fold-table.ts';

/**
 * Folds a text that identifies a record, such as an e-mail address or a number: case is ignored, accents count.
 * Equals `fold_identity()` in SQL.
 */
export const foldIdentity = (text: string): string =>
  isAscii(text) ? text.toLowerCase() : foldLetters(text.normalize('NFD')).normalize('NFC');

/**
 * Folds a text for searches and for comparisons in lists: case, accents and typographic forms of letters are ignored.
 * Equals `fold_search()` in SQL.
 */
export const foldSearch = (text: string): string =>
  isAscii(text)
    ? text.toLowerCase()
    : foldLetters(text.normalize('NFKD').replace(ACCENTS, '')).normalize('NFC');

const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** Removes case from each letter of a decomposed text, independently of its neighbours. */
const foldLetters = (text: string): string =>
  Array.from(text, (letter) => withoutCase.get(letter) ?? letter).join('');
