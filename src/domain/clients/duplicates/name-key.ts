import { foldSearch } from '../../text/folding.ts';

/** The legal forms that say nothing about who a company is, as words at the end of a name. */
const LEGAL_FORMS = new Set(
  `ab ag as aps bv bvba co company corp corporation doo eirl gbr gmbh inc incorporated kft kg kk limited llc llp lp ltd
   ltda mbh nv ohg oy oyj plc pte pty pvt sa sarl sas se sia sl spa sro srl ug`.split(/\s+/),
);

/** Longer names are compared by their beginning. */
const MAX_LENGTH = 100;

/**
 * A name as names are compared: its words in the order of the alphabet, without case, accents, punctuation, and legal
 * forms at the end. `Müller & Co. KG` and `MULLER AND CO` have one key; null for a name that has fewer than two letters
 * or digits.
 */
export function nameKey(name: string): string | null {
  const words = foldSearch(name.slice(0, MAX_LENGTH))
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

/** The digits of a key: names with other digits (`Store 12`, `Store 13`) are not similar, whatever their letters. */
export const digitsOfKey = (key: string): string => key.replace(/\P{N}+/gu, ' ').trim();
