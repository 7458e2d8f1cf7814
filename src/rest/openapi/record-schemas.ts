import { jsonSchema } from '../v1/kinds.ts';
import { type RecordKey, type RecordName, recordTables } from '../v1/records.ts';
import type { Schema } from './format.ts';

type Properties = Readonly<Record<string, Schema>>;

/** Returns the schema of a list. */
export const listSchema = (items: Schema): Schema => ({ type: 'array', items });

/** Returns the schema of an object. @param more further keywords */
export const objectSchema = (properties: Properties, more: Schema = {}): Schema => ({
  type: 'object',
  properties,
  ...more,
});

/** Returns the schema of an object that has exactly these members. */
export const exactSchema = (properties: Properties): Schema =>
  objectSchema(properties, { required: Object.keys(properties), additionalProperties: false });

/** Returns the schema of a text. */
export const textSchema = (description: string): Schema => ({ type: 'string', description });

/** Returns the schemas of the members of a v1 record in responses. */
export const recordProperties = (name: RecordName): Record<string, Schema> =>
  Object.fromEntries(
    recordTables[name]
      .filter(({ hidden }) => !hidden)
      .map(({ key, kind, description, writable }) => [
        key,
        { ...jsonSchema[kind], description, ...(writable ? {} : { readOnly: true }) },
      ]),
  );

/** Schemas of values in requests, by kind. Forms send texts; null and an empty text clear a field. */
const inputSchemas: Partial<Record<RecordKey['kind'], Schema>> = {
  text: { type: ['string', 'number', 'null'] },
  boolean: { type: ['boolean', 'string', 'integer', 'null'] },
  referenceId: { type: ['string', 'integer', 'null'] },
  recordId: { type: ['string', 'null'] },
  json: { type: ['object', 'array'] },
};

/** Returns the schemas of the members of a v1 record in requests. */
export const inputProperties = (name: RecordName): Record<string, Schema> =>
  Object.fromEntries(
    recordTables[name]
      .filter(({ writable }) => writable)
      .map(({ key, kind, description }) => [key, { ...inputSchemas[kind], description }]),
  );
