import { type DomainError, type InputPath, invalidInput } from '../core/errors.ts';

/**
 * The form in which texts are stored, compared and searched for: canonically composed (Unicode's NFC), and without
 * blanks at their ends. Notes are trimmed, but not composed. Lengths are counted in code points, as in JSON Schema and
 * the database. Control characters other than tab and line breaks are refused, and so are halves of characters.
 */

/** Most characters of a text, unless its field sets another limit. */
export const MAX_TEXT = 500;

/**
 * Invisible characters that are often copied with an address. At the ends of a text they are trimmed, like the blanks of
 * JavaScript's `trim`. `normal_text()` of the migration 0009 has the same ones.
 */
const UNSEEN_BLANKS = '\u200b\u200e\u2060';

/** Characters that no text may have. */
const REFUSED = /(?![\t\n\r])\p{Cc}|\p{Surrogate}/u;

/** Removes the blanks at the ends of a text: spaces of any kind, tabs, line breaks and invisible blanks. */
export function trimmed(text: string): string {
  const short = text.trim();
  const isBlank = (at: number) =>
    UNSEEN_BLANKS.includes(short.charAt(at)) || !short.charAt(at).trim();
  let [start, end] = [0, short.length];
  while (start < end && isBlank(start)) start += 1;
  while (end > start && isBlank(end - 1)) end -= 1;
  return short.slice(start, end);
}

/** Returns a text as it is stored: composed and trimmed. */
export const normalText = (text: string): string => trimmed(text.normalize('NFC'));

/** Returns a text as a field stores it: prose is only trimmed. */
export const textOfField = ({ prose }: { readonly prose?: true }, text: string): string =>
  prose ? trimmed(text) : normalText(text);

/** Returns whether a text can be stored: it has no half characters, and no control characters but tab and line breaks. */
export const isStorable = (text: string): boolean => !REFUSED.test(text);

/** Removes the control characters that would be refused from a text of another system. NUL stays, to be refused. */
export const withoutControls = (text: string): string => text.replace(/(?![\0\t\n\r])\p{Cc}/gu, '');

/** Returns the reason why a text cannot be stored, with the first such character; null if it can be. */
export function unstorable(text: string): string | null {
  const [culprit] = REFUSED.exec(text) ?? [];
  if (culprit === undefined) return null;
  const code = `U+${culprit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return culprit >= '\ud800'
    ? `The text has half of a character, ${code}: send the whole one, or leave it out.`
    : `The text has the control character ${code}: leave it out. Only tab and line breaks are taken.`;
}

/**
 * Returns the error for a JSON value that cannot be stored, at the first text or key that cannot.
 * @param path the place of the value in the input
 * @returns null if the value can be stored
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

/** Checks that a text can be stored. @throws INVALID_INPUT */
export function requireStorable(text: string, path: InputPath): void {
  const reason = unstorable(text);
  if (reason !== null) throw invalidInput(reason, path);
}

/** Returns a text as it is stored. @throws INVALID_INPUT if it cannot be stored */
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

/** Returns whether a text has more than `max` code points. They are counted only if the text could have so many. */
export const isLongerThan = (text: string, max: number): boolean =>
  text.length > max && lengthOf(text) > max;

/** Cuts a text to its first `max` code points. */
export const cutTo = (text: string, max: number): string =>
  isLongerThan(text, max)
    ? Array.from(text.slice(0, 2 * max))
        .slice(0, max)
        .join('')
    : text;
