import { DomainError, type InputPath, invalidInput } from '../../../core/errors.ts';
import type { IdCodec } from '../../../core/ids.ts';
import { type Field, isOfKind } from '../../../core/kinds.ts';
import { codeNumber } from '../../../filter/filter.ts';
import { fieldsOf } from '../../../records/fields.ts';
import { fixedTables } from '../../../reference/fixed-tables.ts';
import {
  isLongerThan,
  lengthOf,
  MAX_TEXT,
  requireStorable,
  textOfField,
} from '../../../text/text.ts';
import type { Values } from '../input.ts';

/** A number that its fixed table lacks. It may stay where it is: imported clients have such numbers. */
export class UnlistedCode extends DomainError {
  readonly field: string;
  readonly number: number;
  override readonly rule = 'exists';

  constructor(what: string, field: string, number: number, path: InputPath) {
    super('INVALID_INPUT', `There is no ${what} with the number ${number}.`, path);
    this.field = field;
    this.number = number;
  }
}

/** What a client can be. */
export const classifications = [
  'individual',
  'business',
  'company',
  'partnership',
  'trust',
  'charity',
  'government',
  'other',
] as const;

/** Where v1 changes a text before it stores it: no markup in names, no scripts in notes. */
const cleaners: Readonly<Record<string, (text: string) => string>> = {
  name: (text) => text.replace(/<[^>]*>/g, ''),
  privateNotes: defuse,
  publicNotes: defuse,
};

function defuse(text: string): string {
  return text.replaceAll('</sc', '<-');
}

/**
 * The values of an input in stored form: texts as `text.ts` has them, ids and numbers decoded. Fields that are not
 * writable are ignored, so that a record can be written back as it was read.
 * @param path of the values in the input
 * @param errors gets every refusal
 */
export function validateValues(
  ids: IdCodec,
  table: Readonly<Record<string, Field>>,
  values: Values,
  path: InputPath,
  errors: DomainError[],
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [name, field] of fieldsOf(table)) {
    const given = values[name];
    if (!field.write || given === undefined || field.kind === 'json') continue;
    try {
      read[name] =
        given === null ? absent(field) : readValue(ids, name, field, given, [...path, name]);
    } catch (error) {
      errors.push(error as DomainError);
      if (error instanceof UnlistedCode) read[name] = error.number;
    }
  }
  return read;
}

const absent = (field: Field) => (field.kind === 'boolean' ? false : null);

function readValue(
  ids: IdCodec,
  name: string,
  field: Field,
  given: unknown,
  path: InputPath,
): unknown {
  switch (field.kind) {
    case 'text':
      return readText(name, field, given, path);
    case 'boolean':
      if (typeof given === 'boolean') return given;
      throw invalidInput(`The field "${name}" is true or false.`, path, 'boolean');
    case 'referenceId':
      return readCode(name, given, path);
    case 'recordId':
      if (!isPlain(given)) throw invalidInput(`The field "${name}" is an id.`, path, 'exists');
      return given === '' ? null : ids.decode('User', String(given), path);
    case 'money':
      return readAmount(given, path);
    case 'instant':
      if (isOfKind('instant', given)) return given;
      throw invalidInput(
        `The field "${name}" is a moment by ISO 8601, in UTC, to the millisecond.`,
        path,
      );
    default:
      throw invalidInput(`The field "${name}" cannot be written.`, path);
  }
}

/** Tells a text or a number from lists, objects and flags, which are none even where they can be written as one. */
const isPlain = (given: unknown): given is string | number =>
  typeof given === 'string' || typeof given === 'number';

function readAmount(given: unknown, path: InputPath): string {
  const text = String(given);
  if (/^-?\d{1,14}(\.\d{1,6})?$/.test(text)) return text;
  const rule = 'at most 14 digits before the point and 6 after it';
  throw invalidInput(`An amount is a decimal with ${rule}.`, path);
}

function readText(name: string, field: Field, given: unknown, path: InputPath): string | null {
  if (!isPlain(given)) throw invalidInput(`The field "${name}" is a text.`, path, 'string');
  const text = String(given);
  requireStorable(text, path);
  const cleaned = textOfField(field, cleaners[name]?.(text) ?? text);
  const max = field.max ?? MAX_TEXT;
  if (isLongerThan(cleaned, max)) {
    const length = `this one has ${lengthOf(cleaned)}`;
    throw invalidInput(
      `The field "${name}" has at most ${max} characters; ${length}.`,
      path,
      `max:${max}`,
    );
  }
  if (name === 'classification' && cleaned && !classifications.includes(cleaned as never)) {
    throw invalidInput(
      `The classification is one of ${classifications.join(', ')}.`,
      path,
      'exists',
    );
  }
  return cleaned === '' ? null : cleaned;
}

function readCode(name: string, given: unknown, path: InputPath): number | null {
  if (given === '') return null;
  if (!isPlain(given)) throw invalidInput(`The field "${name}" is a number.`, path, 'integer');
  const number = codeNumber(String(given), path);
  const table = fixedTables[name];
  if (table && !table.rows.has(number)) {
    throw new UnlistedCode(table.what, name, number, path);
  }
  return number;
}
