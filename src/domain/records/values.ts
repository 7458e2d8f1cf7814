import { type Checked, collectErrors } from '../core/checked.ts';
import { DomainError, type InputPath, invalidInput } from '../core/errors.ts';
import type { IdCodec } from '../core/ids.ts';
import { isInstant } from '../core/instant.ts';
import type { Field } from '../core/kinds.ts';
import { isStorableAmount } from '../core/money.ts';
import { codeNumber } from '../filter/filter.ts';
import { fixedTables } from '../reference/fixed-tables.ts';
import { isLongerThan, lengthOf, MAX_TEXT, requireStorable, textOfField } from '../text/text.ts';
import { cleaners } from '../v1-rules/cleaners.ts';
import { fieldsOf } from './fields.ts';

/** Values of fields by name. An absent field is left alone, null clears it. */
export type Values = Readonly<Record<string, unknown>>;

/** The place of a part of an input, and the codec of its ids. */
export interface InputPlace {
  readonly ids: IdCodec;
  readonly path: InputPath;
}

/** An error for a number that its fixed table lacks. Imported clients may have such a number and keep it. */
export class UnlistedCode extends DomainError {
  readonly field: string;
  readonly number: number;
  override readonly rule = 'exists';

  constructor(what: string, { field, number }: { field: string; number: number }, path: InputPath) {
    super('INVALID_INPUT', `There is no ${what} with the number ${number}.`, path);
    this.field = field;
    this.number = number;
  }
}

/** The classifications of a client. */
const classifications = [
  'individual',
  'business',
  'company',
  'partnership',
  'trust',
  'charity',
  'government',
  'other',
];

/** A value of an input, with its field. */
interface GivenValue extends InputPlace {
  readonly name: string;
  readonly field: Field;
  readonly given: unknown;
}

/**
 * Returns the values of an input in stored form: texts normalized, ids and numbers decoded. Fields that are not writable
 * are ignored, so that a record can be written back as it was read. A value with an error is left out, but for the
 * number of an `UnlistedCode`.
 */
export function validateValues(
  table: Readonly<Record<string, Field>>,
  values: Values,
  { ids, path }: InputPlace,
): Checked<Record<string, unknown>> {
  const value: Record<string, unknown> = {};
  const errors: DomainError[] = [];
  for (const [name, field] of fieldsOf(table)) {
    const given = values[name];
    if (!field.write || given === undefined || field.kind === 'json') continue;
    const checked = collectErrors(() =>
      storedValue({ ids, path: [...path, name], name, field, given }),
    );
    const unlisted = checked.errors.find((error) => error instanceof UnlistedCode);
    if (checked.errors.length === 0) value[name] = checked.value;
    else if (unlisted) value[name] = unlisted.number;
    errors.push(...checked.errors);
  }
  return { value, errors };
}

function storedValue({ ids, path, name, field, given }: GivenValue): unknown {
  if (given === null) return field.kind === 'boolean' ? false : null;
  switch (field.kind) {
    case 'text':
      return storedText({ ids, path, name, field, given });
    case 'boolean':
      if (typeof given === 'boolean') return given;
      throw invalidInput(`The field "${name}" is true or false.`, path, 'boolean');
    case 'referenceId':
      return storedCode(name, given, path);
    case 'recordId':
      if (!isPlain(given)) throw invalidInput(`The field "${name}" is an id.`, path, 'exists');
      return given === '' ? null : ids.decode(field.references ?? 'User', String(given), path);
    case 'money':
      return storedAmount(given, path);
    case 'instant':
      if (isInstant(given)) return given;
      throw invalidInput(
        `The field "${name}" is a moment by ISO 8601, in UTC, to the millisecond.`,
        path,
      );
    default:
      throw invalidInput(`The field "${name}" cannot be written.`, path);
  }
}

/** Returns whether a value is a text or a number. Lists, objects and booleans are neither, though they print as text. */
const isPlain = (given: unknown): given is string | number =>
  typeof given === 'string' || typeof given === 'number';

function storedAmount(given: unknown, path: InputPath): string {
  const text = String(given);
  if (isStorableAmount(text)) return text;
  const rule = 'at most 14 digits before the point and 6 after it';
  throw invalidInput(`An amount is a decimal with ${rule}.`, path);
}

function storedText({ name, field, given, path }: GivenValue): string | null {
  if (!isPlain(given)) throw invalidInput(`The field "${name}" is a text.`, path, 'string');
  const text = String(given);
  requireStorable(text, path);
  const cleaned = textOfField(field, cleaners[name]?.(text) ?? text);
  const max = field.max ?? MAX_TEXT;
  if (isLongerThan(cleaned, max)) {
    const message = `The field "${name}" has at most ${max} characters; this one has ${lengthOf(cleaned)}.`;
    throw invalidInput(message, path, `max:${max}`);
  }
  if (name === 'classification' && cleaned && !classifications.includes(cleaned)) {
    const message = `The classification is one of ${classifications.join(', ')}.`;
    throw invalidInput(message, path, 'exists');
  }
  return cleaned === '' ? null : cleaned;
}

function storedCode(name: string, given: unknown, path: InputPath): number | null {
  if (given === '') return null;
  if (!isPlain(given)) throw invalidInput(`The field "${name}" is a number.`, path, 'integer');
  const number = codeNumber(String(given), path);
  const table = fixedTables[name];
  if (table && !table.rows.has(number)) {
    throw new UnlistedCode(table.what, { field: name, number }, path);
  }
  return number;
}
