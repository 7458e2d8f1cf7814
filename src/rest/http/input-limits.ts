import { MAX_BODY_BYTES } from '../../http/body.ts';
import { badRequest, RestRefusal } from './errors.ts';

/** Maximum of keys in all names of a form together: `ids[]` has two. PHP silently ignores what exceeds its limit. */
export const MAX_FORM_KEYS = 200_000;

/** Maximum nesting of lists and objects in an input. */
export const MAX_INPUT_DEPTH = 64;

/** Refuses an input that is nested too deeply. */
export const nestedTooDeep = (): RestRefusal =>
  badRequest(`The input is nested more than ${MAX_INPUT_DEPTH} deep.`);

/** Refuses a body that exceeds a limit, as a whole: a truncated input must not be stored. */
export const bodyTooLarge = (most = `${MAX_BODY_BYTES / 1024 / 1024} megabytes`): RestRefusal =>
  new RestRefusal(413, { message: `A body without files has at most ${most}.` });

/** Refuses bytes that are not UTF-8: a guess at their encoding could store a wrong text. */
export const notUtf8 = (): RestRefusal => badRequest('The text that was sent is not UTF-8.');
