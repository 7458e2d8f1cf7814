import { columnName } from '../../../db/sql.ts';
import type { IdCodec } from '../../core/ids.ts';
import type { Field } from '../../core/kinds.ts';
import { fieldsOf } from '../../records/fields.ts';
import {
  BadValue,
  type ImportedValue,
  isJsonObject,
  readFieldValue,
  readRecordId,
  shownValue,
} from './values.ts';

/** An object of a v1 record. */
export type V1Object = Readonly<Record<string, unknown>>;

/** The values of a table's fields, without those left out. */
export type ReadValues<Fields extends Readonly<Record<string, Field>>, LeftOut> = {
  readonly [Name in Exclude<keyof Fields, LeftOut>]:
    | ImportedValue[Fields[Name]['kind']]
    | (Fields[Name] extends { optional: true } ? null : never);
};

/** The largest id of an imported record. Greater numbers are left for records created here. */
export const MAX_IMPORTED_ID = 2_000_000_000;

/**
 * A reader of the objects of one v1 record, which collects their problems. Unknown keys are ignored, and an absent key
 * means an absent value.
 */
export class V1Reader {
  /** Whole sentences in the order of their discovery. */
  readonly problems: string[] = [];
  readonly #ids: IdCodec;

  constructor(ids: IdCodec) {
    this.#ids = ids;
  }

  /** Records that a value cannot be stored. */
  refuse(path: string, reason: string): void {
    this.problems.push(`"${path}" ${reason}.`);
  }

  /** Returns the number of an object's `id`; 0, and records a problem, if it is not valid. */
  id({ id }: V1Object, path = ''): number {
    try {
      const number = readRecordId(id ?? '', this.#ids);
      if (number === null) throw new BadValue('is missing');
      if (number < 1 || number > MAX_IMPORTED_ID)
        throw new BadValue(`is out of range: ${shownValue(id)}`);
      return number;
    } catch (error) {
      this.#note(`${path}id`, error);
      return 0;
    }
  }

  /** Returns the value of a field; null, and records a problem, if it is not valid. */
  value(path: string, field: Field, given: unknown): unknown {
    try {
      return readFieldValue(this.#ids, field, given);
    } catch (error) {
      this.#note(path, error);
      return null;
    }
  }

  /** Returns the objects of a list; none if the key is absent. */
  objects(record: V1Object, key: string): V1Object[] {
    const list = record[key] ?? [];
    if (!Array.isArray(list)) {
      this.refuse(key, 'is not a list');
      return [];
    }
    return list.filter((object, index): object is V1Object => {
      if (isJsonObject(object)) return true;
      this.refuse(`${key}.${index}`, 'is not an object');
      return false;
    });
  }

  #note(path: string, error: unknown): void {
    if (!(error instanceof BadValue)) throw error;
    this.refuse(path, error.message);
  }
}

/**
 * Returns a function that reads the fields of a table from v1 objects.
 * @param leftOut fields that v1 records do not have, or that are derived from others
 */
export function fieldReader<Fields extends Readonly<Record<string, Field>>, LeftOut extends string>(
  table: Fields,
  leftOut: ReadonlySet<LeftOut>,
) {
  const hidden: ReadonlySet<string> = leftOut;
  const fields = fieldsOf(table)
    .filter(([name]) => !hidden.has(name))
    .map(([name, field]) => ({ name, field, key: columnName(name) }));
  // Copying an object with all keys is faster than adding them one by one.
  const blank: Record<string, unknown> = Object.fromEntries(fields.map(({ name }) => [name, null]));
  /** @param path the path of the object in its record, with a dot at its end */
  return (reader: V1Reader, object: V1Object, path = ''): ReadValues<Fields, LeftOut> => {
    const values = { ...blank };
    for (const { name, field, key } of fields) {
      values[name] = reader.value(path + key, field, object[key]);
    }
    return values as ReadValues<Fields, LeftOut>;
  };
}
