import { normalText } from '../text/text.ts';

/** Most characters of the name of a file. */
const MAX_NAME_LENGTH = 191;

/**
 * Characters that no name needs and that hide what a name says: tabs and line breaks, line separators, and the marks that
 * turn the direction of writing around (`txt.exe` shown as `exe.txt`). Control and half characters are refused where
 * callers name a file; an imported name, and the name in a header, go without them.
 */
const UNSEEN = /[\p{Cc}\p{Cs}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/gu;

/** Names of programs that a web server might run. They are stored under no circumstances, as in v1. */
const PROGRAM = /\.(?:php\d*|phtml|phar)$/i;

/**
 * The name under which a document is listed: the sender's name of the file without directories and unseen characters,
 * cut to 191 characters before its extension. A file without a name is called `document`.
 */
export function fileName(given: string): string {
  const seen = seenOf(given);
  if (isNameless(given)) return 'document';
  const characters = [...seen];
  if (characters.length <= MAX_NAME_LENGTH) return seen;
  const extension = [...(/\.[^.]{1,20}$/.exec(seen)?.[0] ?? '')];
  return [...characters.slice(0, MAX_NAME_LENGTH - extension.length), ...extension].join('');
}

/** Returns the visible part of a name, without directories. */
const seenOf = (given: string): string =>
  normalText((given.split(/[/\\]/).at(-1) ?? '').replace(UNSEEN, ''));

/** Returns whether nothing is left of a name but dots. */
export const isNameless = (given: string): boolean => /^\.*$/.test(seenOf(given));

/** Whether a name is that of a program. Dots and blanks at the end do not count: some file systems drop them. */
export const isProgram = (name: string): boolean => PROGRAM.test(name.replace(/[. ]+$/, ''));
