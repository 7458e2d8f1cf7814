import { type DomainError, type InputPath, invalidInput } from '../core/errors.ts';

/**
 * The form in which texts are stored, compared and looked for, whichever way they come: canonically composed (Unicode's
 * NFC), and without blanks at their ends. Notes, which nobody looks up, stay in the spelling in which they came. Its length is counted in code points, as JSON Schema and the database
 * count. Neither control characters other than tab and line breaks nor halves of characters are taken.
 */

/** Most characters of a text whose field says nothing else. */
export const MAX_TEXT = 500;

/**
 * Characters that nobody sees, and that come along when an address is copied. They are blanks at the ends of a text, as
 * those of JavaScript's `trim` are. `normal_text()` of the migration 0009 has the same blanks.
 */
const UNSEEN_BLANKS = '\u200b\u200e\u2060';

/** Characters that no text may have. */
const REFUSED = /(?![\t\n\r])\p{Cc}|\p{Surrogate}/u;

/** A text without blanks at its ends: spaces of any kind, tab, line breaks, and those that nobody sees. */
export function trimmed(text: string): string {
  const short = text.trim();
  const isBlank = (at: number) =>
    UNSEEN_BLANKS.includes(short.charAt(at)) || !short.charAt(at).trim();
  let [start, end] = [0, short.length];
  while (start < end && isBlank(start)) start += 1;
  while (end > start && isBlank(end - 1)) end -= 1;
  return short.slice(start, end);
}

/** A text as it is stored: composed and trimmed. */
export const normalText = (text: string): string => trimmed(text.normalize('NFC'));

/** A text as a field stores it: prose is trimmed only. */
export const textOfField = ({ prose }: { readonly prose?: true }, text: string): string =>
  prose ? trimmed(text) : normalText(text);

/** Returns whether a text can be stored: it has no half characters, and no control characters but tab and line breaks. */
export const isStorable = (text: string): boolean => !REFUSED.test(text);

/** A text of another system without the control characters that are not taken here. NUL stays, to be refused. */
export const withoutControls = (text: string): string => text.replace(/(?![\0\t\n\r])\p{Cc}/gu, '');

/** Why a text cannot be stored, by its first character that cannot; null for one that can. */
export function unstorable(text: string): string | null {
  const [culprit] = REFUSED.exec(text) ?? [];
  if (culprit === undefined) return null;
  const code = `U+${culprit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return culprit >= '\ud800'
    ? `The text has half of a character, ${code}: send the whole one, or leave it out.`
    : `The text has the control character ${code}: leave it out. Only tab and line breaks are taken.`;
}

/**
 * Refuses a JSON value that cannot be stored, by the first text in it that cannot, or the first object that has such a key.
 * @param path of the value in the input
 * @returns null for one that can be stored
 */
export function unstorableJson(value: unknown, path: InputPath): DomainError | null {
  if (typeof value === 'string') {
    const reason = unstorable(value);
    return reason === null ? null : invalidInput(reason, path);
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    const reason = unstorable(key);
    if (reason !== null) return invalidInput(reason, path);
    const found = unstorableJson(member, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return null;
}

/** Makes sure that a text can be stored. @throws INVALID_INPUT */
export function requireStorable(text: string, path: InputPath): void {
  const reason = unstorable(text);
  if (reason !== null) throw invalidInput(reason, path);
}

/** A text in the form in which texts are stored. @throws INVALID_INPUT for one that cannot be */
export function readText(text: string, path: InputPath): string {
  requireStorable(text, path);
  return normalText(text);
}

/** Returns the length of a text, in code points. */
export function lengthOf(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length; i += 1) {
    if ((text.codePointAt(i) as number) > 0xffff) {
      pairs += 1;
      i += 1;
    }
  }
  return text.length - pairs;
}

/** Returns whether a text has more characters than it may; those that are short by any count are not counted. */
export const isLongerThan = (text: string, max: number): boolean =>
  text.length > max && lengthOf(text) > max;

/** The start of a text that may have so many characters. */
export const cutTo = (text: string, max: number): string =>
  isLongerThan(text, max)
    ? Array.from(text.slice(0, 2 * max))
        .slice(0, max)
        .join('')
    : text;
