import {
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';
import { Unsupported, type Variables } from './selection.ts';

/** Coerces a value of a request to one for resolvers. @throws if the value does not fit its type */
type Coerce = (given: unknown) => unknown;

/**
 * Returns a function that coerces the variables of an operation as `getVariableValues` does. That function looks for each
 * field of an input type, of which a request has few; this one looks at the fields of the request.
 * @returns a function that returns null for invalid variables, of which the resolved path reports the errors
 */
export function compileVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
): (given: Readonly<Record<string, unknown>>) => Variables | null {
  const variables = definitions.map(({ variable, type: typeNode, defaultValue }) => {
    const type = typeFromAST(schema, typeNode as never);
    if (!isInputType(type)) throw new Unsupported();
    const fallback: unknown = defaultValue && valueFromAST(defaultValue, type);
    const isRequired = isNonNullType(type) && fallback === undefined;
    return { name: variable.name.value, coerce: coercerOf(type), fallback, isRequired };
  });
  return (given) => {
    const values: Record<string, unknown> = {};
    try {
      for (const { name, coerce, fallback, isRequired } of variables) {
        if (Object.hasOwn(given, name)) values[name] = coerce(given[name]);
        else if (fallback !== undefined) values[name] = fallback;
        else if (isRequired) return null;
      }
    } catch {
      return null;
    }
    return values;
  };
}

/** Any invalid value. Its message is never shown. */
const wrong = new Error('The value is not one of the type.');

const coercers = new WeakMap<GraphQLInputType, Coerce>();

function coercerOf(type: GraphQLInputType): Coerce {
  const known = coercers.get(type);
  if (known) return known;
  const made = compileType(type);
  coercers.set(type, made);
  return made;
}

function compileType(type: GraphQLInputType): Coerce {
  if (isNonNullType(type)) {
    const coerce = coercerOf(type.ofType);
    return (given) => {
      if (given === null || given === undefined) throw wrong;
      return coerce(given);
    };
  }
  const coerce = compileNullable(type);
  return (given) => (given === null || given === undefined ? null : coerce(given));
}

function compileNullable(type: GraphQLInputType): Coerce {
  if (isListType(type)) {
    const coerce = coercerOf(type.ofType);
    return (given) => (Array.isArray(given) ? given.map(coerce) : [coerce(given)]);
  }
  if (isInputObjectType(type)) return compileObject(type);
  if (isNonNullType(type)) throw new Unsupported();
  return (given) => {
    const value: unknown = type.parseValue(given);
    if (value === undefined) throw wrong;
    return value;
  };
}

/** A field of an input type. */
interface InputField {
  readonly name: string;
  /** Its index in the type, which is the order of fields in a value. Cursors contain a digest of filters in that order. */
  readonly place: number;
  readonly coerce: Coerce;
}

function compileObject(type: GraphQLInputObjectType): Coerce {
  let compiled: ReturnType<typeof compileFields> | undefined;
  return (given) => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) throw wrong;
    // Compiled late, since a type may have fields of its own type.
    compiled ??= compileFields(type);
    const { byName, defaults, required } = compiled;
    const row = given as Readonly<Record<string, unknown>>;
    const fields: InputField[] = [];
    for (const name of Object.keys(row)) {
      const field = byName.get(name);
      if (!field) throw wrong;
      if (row[name] !== undefined) fields.push(field);
    }
    if (required.some((name) => row[name] === undefined)) throw wrong;
    const values: Record<string, unknown> = {};
    const all = [...fields, ...defaults.filter(({ name }) => row[name] === undefined)];
    for (const { name, coerce } of all.sort((a, b) => a.place - b.place)) {
      values[name] = coerce(row[name]);
    }
    if (type.isOneOf && (fields.length !== 1 || Object.values(values)[0] === null)) throw wrong;
    return values;
  };
}

function compileFields(type: GraphQLInputObjectType) {
  const given = Object.values(type.getFields());
  const made = (field: GraphQLInputField, place: number): InputField => {
    const { name, defaultValue } = field;
    const coerce = coercerOf(field.type);
    return {
      name,
      place,
      coerce: (value) => (value === undefined ? defaultValue : coerce(value)),
    };
  };
  const fields = given.map(made);
  const namesOf = (is: (field: GraphQLInputField) => boolean) =>
    new Set(given.filter(is).map(({ name }) => name));
  const defaulted = namesOf(({ defaultValue }) => defaultValue !== undefined);
  return {
    byName: new Map(fields.map((field) => [field.name, field])),
    defaults: fields.filter(({ name }) => defaulted.has(name)),
    required: [
      ...namesOf((field) => isNonNullType(field.type) && field.defaultValue === undefined),
    ],
  };
}
