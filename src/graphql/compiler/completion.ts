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

/** Writes a value that a resolver gave as JSON. @throws Error when the value does not fit the type */
export type Complete = (value: unknown, context: GraphQLContext) => string;

/** How the value of a field is completed: what graphql-js does, for values that are at hand. */
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
  // Records of the database are not at hand: their resolvers read what is selected of them.
  if (type.extensions.pothosPrismaModel) throw new Unsupported();
  if (isObjectType(type)) return objectCompletion(compilation, type, nodes);
  // Which type a value is of is known once there is one; a list of refusals, say, is mostly empty.
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
    const made = sourceOf(field);
    if (field.args.length > 0 || (made && 'client' in made)) throw new Unsupported();
    const resolve = resolverOf(field);
    const complete = completionOf(compilation, field.type, below);
    return (value: unknown, context: GraphQLContext) => {
      const given = resolve(value, context);
      // What has to be waited for is read by the resolvers.
      if (given instanceof Promise) throw new Unsupported();
      return name + complete(given, context);
    };
  });
  const write: Complete = (value, context) =>
    `{${parts.map((part) => part(value, context)).join(',')}}`;
  return type.extensions.fixed ? remembered(write) : write;
}

/** Rows of fixed tables are written once: they are always the same objects. */
function remembered(write: Complete): Complete {
  const texts = new WeakMap<object, string>();
  return (value, context) => {
    const known = texts.get(value as object);
    if (known !== undefined) return known;
    const text = write(value, context);
    texts.set(value as object, text);
    return text;
  };
}
