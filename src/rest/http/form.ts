import type { IncomingMessage } from 'node:http';
import { type FormFiles, openForm as openFiles } from '../../http/form.ts';
import type { RestRefusal } from './errors.ts';
import { bodyTooLarge, MAX_BODY, MAX_KEYS, notUtf8 } from './input-limits.ts';
import { nestPhpParams, type Pair } from './php-params.ts';

/** A multipart body on its way in. */
export interface Form extends FormFiles {
  /** The values that came so far, nested by their brackets. @throws 413 for too many, 400 for what is not UTF-8 */
  values(): Record<string, unknown>;
}

/**
 * Opens a multipart body. Nothing is kept of its files: they stream as fast as they are read.
 * @throws HttpRefusal when it has no boundary, and on iterating `files` when the body breaks off or is malformed
 */
export function openForm(request: IncomingMessage): Form {
  const values = new FormValues();
  const files = openFiles(request, {
    limits: { fields: MAX_KEYS, fieldSize: MAX_BODY },
    // PHP takes a part for a file when it has a file name, whatever its type.
    isFile: (_field, name) => name !== undefined,
    onValue: (field, value, isCut) => values.add(field, value, isCut),
    onTooMany: () => values.refuse(bodyTooLarge()),
  });
  return { ...files, values: () => values.read() };
}

/** The values of a form. What is wrong with one is said when they are read, since an event has nobody to say it to. */
class FormValues {
  private readonly pairs: Pair[] = [];
  private size = 0;
  private refusal: RestRefusal | null = null;

  /** @param name absent, against its type, where a part has none: PHP passes such a part over */
  add(name: string | undefined, value: string, isCut: boolean): void {
    if (name === undefined) return;
    this.size += name.length + value.length;
    if (isCut || this.size > MAX_BODY) this.refuse(bodyTooLarge());
    else if (!isUtf8(name) || !isUtf8(value)) this.refuse(notUtf8());
    else if (!this.refusal) this.pairs.push([name, value]);
  }

  refuse(refusal: RestRefusal): void {
    this.refusal ??= refusal;
  }

  read(): Record<string, unknown> {
    if (this.refusal) throw this.refusal;
    return nestPhpParams(this.pairs);
  }
}

/** Whether a decoded text was what it was said to be: bytes that were not have become U+FFFD or half a character. */
const isUtf8 = (text: string): boolean => !/\ufffd|\p{Surrogate}/u.test(text);
