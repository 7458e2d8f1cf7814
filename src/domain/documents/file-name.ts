import { normalText } from '../text/text.ts';

/** The maximum number of characters in a file's name. */
const MAX_NAME_LENGTH = 191;

/**
 * Invisible characters that could disguise a name: control characters, line separators, and marks of the writing
 * direction, which show `txt.exe` as `exe.txt`. Callers may not send control characters or lone surrogates; imported
 * names and names in headers lose them.
 */
const INVISIBLE = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

/** Extensions of programs that a web server might run. Such files are never stored, as in v1. */
const PROGRAM = /\.(?:php\d*|phtml|phar)$/i;

/**
 * Returns the name under which a document is listed: the sender's name without directories and invisible characters,
 * cut to 191 characters before its extension. A file without a name is called `document`.
 */
export function fileName(given: string): string {
  const visible = visiblePart(given);
  if (isNameless(given)) return 'document';
  const characters = [...visible];
  if (characters.length <= MAX_NAME_LENGTH) return visible;
  const extension = [...(/\.[^.]{1,20}$/.exec(visible)?.[0] ?? '')];
  return [...characters.slice(0, MAX_NAME_LENGTH - extension.length), ...extension].join('');
}

/** Returns the visible part of a name, without directories. */
const visiblePart = (given: string): string =>
  normalText((given.split(/[/\\]/).at(-1) ?? '').replace(INVISIBLE, ''));

/** Returns true if the visible part of a name has nothing but dots. */
export const isNameless = (given: string): boolean => /^\.*$/.test(visiblePart(given));

/** Returns true if a name is that of a program. Some file systems drop dots and blanks at the end: so does this. */
export const isProgram = (name: string): boolean => PROGRAM.test(name.replace(/[. ]+$/, ''));
