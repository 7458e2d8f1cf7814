import {
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';
import { schema } from '../../src/graphql/schema.ts';
import { type RootField, rootFields } from './requests.ts';

/** A place in a request where a caller can send a text. */
export interface TextPlace {
  readonly root: RootField;
  /** Path that starts with the argument: `input.contacts.0.email`. */
  readonly path: string;
  /** Returns a request with the text at this place, and with the required arguments. */
  request(text: string): { query: string; variables: Record<string, unknown> };
}

/** A place inside a value. */
interface Inside {
  readonly path: readonly (string | number)[];
  readonly put: (text: string) => unknown;
}

/** Maximum depth of nested inputs, since filters contain filters. */
const MAX_DEPTH = 4;

/** Returns every place of a request where the schema takes a text or an id. */
export function textPlaces(id: string): TextPlace[] {
  return rootFields.flatMap((root) => {
    const { operation, field } = root;
    const declared = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
    const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
    const query = `${operation} (${declared}) { ${field.name}(${passed}) ${refusalsOf(root)} }`;
    const needed = field.args.filter(({ type }) => isNonNullType(type));
    return field.args.flatMap(({ name, type }) =>
      placesIn(type, id, 0).map(({ path, put }) => ({
        root,
        path: [name, ...path].join('.'),
        request: (text) => ({
          query,
          variables: {
            ...Object.fromEntries(needed.map((arg) => [arg.name, plain(arg.type, id)])),
            [name]: put(text),
          },
        }),
      })),
    );
  });
}

/** Selects only the errors of a root field. */
function refusalsOf({ operation, field }: RootField): string {
  const errors = 'userErrors { code path }';
  if (field.name === 'mergePreview') return '{ blockers { code path } }';
  if (operation !== 'mutation') return '{ __typename }';
  const type = schema.getType(getNamedType(field.type).name) as unknown as {
    getFields(): Record<string, { type: RootField['field']['type'] }>;
  };
  const results = type.getFields().results;
  const ofEach = results && schema.getType(getNamedType(results.type).name);
  const hasErrors = ofEach && 'getFields' in ofEach && 'userErrors' in ofEach.getFields();
  return `{ ${errors} ${hasErrors ? `results { ${errors} }` : ''} }`;
}

function placesIn(type: GraphQLInputType, id: string, depth: number): Inside[] {
  if (isNonNullType(type)) return placesIn(type.ofType, id, depth);
  if (isListType(type)) {
    return placesIn(type.ofType, id, depth).map(({ path, put }) => ({
      path: [0, ...path],
      put: (text) => [put(text)],
    }));
  }
  if (!isInputObjectType(type)) {
    const isText = 'name' in type && (type.name === 'String' || type.name === 'ID');
    return isText ? [{ path: [], put: (text) => text }] : [];
  }
  if (depth >= MAX_DEPTH) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    placesIn(field.type, id, depth + (field.type.toString().includes(type.name) ? 3 : 1)).map(
      ({ path, put }) => ({
        path: [field.name, ...path],
        put: (text) => ({ ...(plain(type, id) as object), [field.name]: put(text) }),
      }),
    ),
  );
}

/** Returns a value of a type, with its required fields only. */
function plain(type: GraphQLInputType, id: string): unknown {
  if (isNonNullType(type)) return plain(type.ofType, id);
  if (isListType(type)) return type.toString().includes('Upload') ? [] : [plain(type.ofType, id)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter(isRequiredInputField);
    return Object.fromEntries(needed.map((field) => [field.name, plain(field.type, id)]));
  }
  const values: Record<string, unknown> = { ID: id, String: 'x', Int: 1, Float: 1, Decimal: '1' };
  return values[type.name] ?? true;
}
