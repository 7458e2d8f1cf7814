import { columnName } from '../../../db/sql.ts';
import type { IdCodec } from '../../core/ids.ts';
import type { Field } from '../../core/kinds.ts';
import { fieldsOf } from '../../records/fields.ts';
import { BadValue, type HeldAs, isObject, readId, readValue, shown } from './values.ts';

/** An object of a v1 record. */
export type V1Object = Readonly<Record<string, unknown>>;

/** The values of the fields of a table, but for those left out. */
export type Values<Fields extends Readonly<Record<string, Field>>, LeftOut> = {
  readonly [Name in Exclude<keyof Fields, LeftOut>]:
    | HeldAs[Fields[Name]['kind']]
    | (Fields[Name] extends { optional: true } ? null : never);
};

/** The largest number that an imported record may have: the rest is left for records that are made here. */
export const MAX_ID = 2_000_000_000;

/**
 * Reads the objects of one v1 record, and collects what is wrong with them. Keys that nobody asks for are left aside, and
 * an absent key is an absent value.
 */
export class V1Reader {
  /** Whole sentences, in the order in which they were found. */
  readonly problems: string[] = [];
  readonly #ids: IdCodec;

  constructor(ids: IdCodec) {
    this.#ids = ids;
  }

  /** Notes that a value cannot be stored. */
  refuse(path: string, why: string): void {
    this.problems.push(`"${path}" ${why}.`);
  }

  /** The number that an object's `id` stands for; 0, and a problem more, when it has none that can be used. */
  id({ id }: V1Object, path = ''): number {
    try {
      const number = readId(id ?? '', this.#ids);
      if (number === null) throw new BadValue('is missing');
      if (number < 1 || number > MAX_ID) throw new BadValue(`is out of range: ${shown(id)}`);
      return number;
    } catch (error) {
      this.#note(`${path}id`, error);
      return 0;
    }
  }

  /** The value of a field; null, and a problem more, when it cannot be stored. */
  value(path: string, field: Field, given: unknown): unknown {
    try {
      return readValue(this.#ids, field, given);
    } catch (error) {
      this.#note(path, error);
      return null;
    }
  }

  /** The objects of a list; none when the key is absent. */
  objects(record: V1Object, key: string): V1Object[] {
    const list = record[key] ?? [];
    if (!Array.isArray(list)) {
      this.refuse(key, 'is not a list');
      return [];
    }
    return list.filter((object, index): object is V1Object => {
      if (isObject(object)) return true;
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
 * Makes what reads the fields of a table from v1 objects.
 * @param leftOut fields that are not in v1 records, or that follow from others
 */
export function fieldReader<Fields extends Readonly<Record<string, Field>>, LeftOut extends string>(
  table: Fields,
  leftOut: ReadonlySet<LeftOut>,
) {
  const fields = fieldsOf(table)
    .filter(([name]) => !leftOut.has(name as LeftOut))
    .map(([name, field]) => ({ name, field, key: columnName(name) }));
  // A copy of an object that has all keys already is made at once, and grows no more.
  const blank: Record<string, unknown> = Object.fromEntries(fields.map(({ name }) => [name, null]));
  /** @param path where the object stands in its record, with a point at the end */
  return (reader: V1Reader, object: V1Object, path = ''): Values<Fields, LeftOut> => {
    const values = { ...blank };
    for (const { name, field, key } of fields) {
      values[name] = reader.value(path + key, field, object[key]);
    }
    return values as Values<Fields, LeftOut>;
  };
}
