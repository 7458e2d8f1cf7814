import { foldSearch } from '../../text/folding.ts';

/** The legal forms that end company names and do not tell companies apart. */
const LEGAL_FORMS = new Set(
  `ab ag as aps bv bvba co company corp corporation doo eirl gbr gmbh inc incorporated kft kg kk limited llc llp lp ltd
   ltda mbh nv ohg oy oyj plc pte pty pvt sa sarl sas se sia sl spa sro srl ug`.split(/\s+/),
);

/** The number of characters of a name that are compared. */
const MAX_NAME_LENGTH = 100;

/**
 * Returns the key by which a name is compared: its words in alphabetical order, without case, accents, punctuation, and
 * legal forms at the end. `Müller & Co. KG` and `MULLER AND CO` have the same key; a name of fewer than two letters or
 * digits has none (null).
 */
export function nameKey(name: string): string | null {
  const words = foldSearch(name.slice(0, MAX_NAME_LENGTH))
    .replace(/&|\+/g, ' and ')
    // S.p.A. and O'Brien are one word each.
    .replace(/['’.]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
    .split(' ');
  let end = words.length;
  while (end > 1 && (LEGAL_FORMS.has(words[end - 1] as string) || words[end - 1] === 'and'))
    end -= 1;
  const key = words.slice(0, end).sort().join(' ');
  return key.length >= 2 ? key : null;
}

/**
 * Returns the digits of a key. Names with different digits (`Store 12`, `Store 13`) are not similar, whatever their
 * letters.
 */
export const digitsOfKey = (key: string): string => key.replace(/\P{N}+/gu, ' ').trim();
