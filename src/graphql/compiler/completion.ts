import {
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { GraphQLContext } from '../kit/builder.ts';
import { resolverOf, sourceOf } from './field-source.ts';
import { type Compilation, selectedFields, Unsupported } from './selection.ts';

/** Serializes a resolver's value to JSON. @throws Error if the value does not fit the type */
export type Complete = (value: unknown, context: GraphQLContext) => string;

/** Returns the completion of a field's values. It does what graphql-js does, for values that are not promises. */
export function completionOf(
  compilation: Compilation,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): Complete {
  if (isNonNullType(type)) {
    const complete = completionOf(compilation, type.ofType, nodes);
    return (value, context) => {
      if (value === null || value === undefined) throw new Error(`There is no ${type}.`);
      return complete(value, context);
    };
  }
  const complete = bareCompletion(compilation, type, nodes);
  return (value, context) =>
    value === null || value === undefined ? 'null' : complete(value, context);
}

function bareCompletion(
  compilation: Compilation,
  type: GraphQLOutputType,
  nodes: readonly FieldNode[],
): Complete {
  if (isLeafType(type)) {
    return (value) => {
      const written: unknown = type.serialize(value);
      if (written === null || written === undefined) throw new Error(`There is no ${type}.`);
      return JSON.stringify(written);
    };
  }
  if (isListType(type)) {
    const complete = completionOf(compilation, type.ofType, nodes);
    return (value, context) =>
      `[${Array.from(value as Iterable<unknown>, (item) => complete(item, context)).join(',')}]`;
  }
  // Resolvers read what is selected of a record of the database.
  if (type.extensions.pothosPrismaModel) throw new Unsupported();
  if (isObjectType(type)) return objectCompletion(compilation, type, nodes);
  // The type of a union or an interface depends on the value. A list of user errors, say, is mostly empty.
  return () => {
    throw new Unsupported();
  };
}

function objectCompletion(
  compilation: Compilation,
  type: GraphQLObjectType,
  nodes: readonly FieldNode[],
): Complete {
  const parts = selectedFields(compilation, type, nodes).map(({ key, field, nodes: below }) => {
    const name = `${JSON.stringify(key)}:`;
    if (!field) return () => `${name}"${type.name}"`;
    const source = sourceOf(field);
    if (field.args.length > 0 || (source && 'client' in source)) throw new Unsupported();
    const resolve = resolverOf(field);
    const complete = completionOf(compilation, field.type, below);
    return (value: unknown, context: GraphQLContext) => {
      const given = resolve(value, context);
      // A promise is left to the resolvers.
      if (given instanceof Promise) throw new Unsupported();
      return name + complete(given, context);
    };
  });
  const write: Complete = (value, context) =>
    `{${parts.map((part) => part(value, context)).join(',')}}`;
  return type.extensions.fixed ? cachedByObject(write) : write;
}

/** Caches the JSON of the rows of fixed tables, which are the same objects in every response. */
function cachedByObject(write: Complete): Complete {
  const texts = new WeakMap<object, string>();
  return (value, context) => {
    const cached = texts.get(value as object);
    if (cached !== undefined) return cached;
    const text = write(value, context);
    texts.set(value as object, text);
    return text;
  };
}
