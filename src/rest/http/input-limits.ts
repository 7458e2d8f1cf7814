import { MAX_BODY_BYTES } from '../../http/body.ts';
import { badRequest, RestRefusal } from './errors.ts';

/** Most bytes in a body that carries no files, and of the values of one that does. */
export const MAX_BODY = MAX_BODY_BYTES;

/** Most keys in all names of a form: `ids[]` has two. PHP stops reading far earlier, and says nothing. */
export const MAX_KEYS = 200_000;

/** Deepest nesting of lists and objects that is read. */
export const MAX_DEPTH = 64;

export const tooDeep = (): RestRefusal =>
  badRequest(`The input is nested more than ${MAX_DEPTH} deep.`);

/** The body is refused as a whole: half of what was sent must not be stored. */
export const bodyTooLarge = (most = `${MAX_BODY / 1024 / 1024} megabytes`): RestRefusal =>
  new RestRefusal(413, { message: `A body without files has at most ${most}.` });

/** Bytes that are no text: guessing at them would store something else than was meant. */
export const notUtf8 = (): RestRefusal => badRequest('The text that was sent is not UTF-8.');
