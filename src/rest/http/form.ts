import type { IncomingMessage } from 'node:http';
import { MAX_BODY_BYTES } from '../../http/body.ts';
import { type FormFiles, parseForm } from '../../http/form.ts';
import type { RestRefusal } from './errors.ts';
import { bodyTooLarge, MAX_FORM_KEYS, notUtf8 } from './input-limits.ts';
import { nestPhpParams, type PhpParam } from './php-params.ts';

/** A multipart body of v1, while it arrives. */
export interface Form extends FormFiles {
  /** Returns the values so far, nested by PHP's brackets. @throws 413 for too many values, 400 for invalid UTF-8 */
  values(): Record<string, unknown>;
}

/**
 * Opens a multipart body. Files are streamed with backpressure and not buffered.
 * @throws HttpRefusal without a boundary, and while iterating `files` if the body is truncated or malformed
 */
export function openForm(request: IncomingMessage): Form {
  const values = new FormValues();
  const files = parseForm(request, {
    limits: { fields: MAX_FORM_KEYS, fieldSize: MAX_BODY_BYTES },
    // PHP treats a part with a file name as a file, whatever its type.
    isFile: (_field, name) => name !== undefined,
    onValue: (field, value, isCut) => values.add(field, value, isCut),
    onTooMany: () => values.refuse(bodyTooLarge()),
  });
  return { ...files, values: () => values.read() };
}

/** Collects the values of a form. A refusal is kept until the values are read, since an event handler cannot throw it. */
class FormValues {
  private readonly pairs: PhpParam[] = [];
  private size = 0;
  private refusal: RestRefusal | null = null;

  /** @param name absent if the part has none: PHP ignores such a part */
  add(name: string | undefined, value: string, isCut: boolean): void {
    if (name === undefined) return;
    this.size += name.length + value.length;
    if (isCut || this.size > MAX_BODY_BYTES) this.refuse(bodyTooLarge());
    else if (!isDecoded(name) || !isDecoded(value)) this.refuse(notUtf8());
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

/** Returns whether a text was decoded without errors, which leave U+FFFD or a lone surrogate. */
const isDecoded = (text: string): boolean => !/\ufffd|\p{Surrogate}/u.test(text);
