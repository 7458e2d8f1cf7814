import {
  type ASTNode,
  GraphQLError,
  Kind,
  parse,
  type Source,
  type ValueNode,
  visit,
} from 'graphql';
import type { InputPath } from '../../domain/core/errors.ts';

/**
 * Returns where in the input a value of the document stands that an error is about: the name of the argument, or of
 * the variable whose default it is, then the way into its value. Undefined for errors that are not about a value.
 */
export function literalPath(error: unknown): InputPath | undefined {
  const node = error instanceof GraphQLError ? error.nodes?.[0] : undefined;
  if (!node?.loc || !isValue(node)) return undefined;
  return pathsIn(node.loc.source).get(node.loc.start);
}

const VALUES: ReadonlySet<string> = new Set([
  Kind.INT,
  Kind.FLOAT,
  Kind.STRING,
  Kind.BOOLEAN,
  Kind.NULL,
  Kind.ENUM,
  Kind.LIST,
  Kind.OBJECT,
]);

const isValue = (node: ASTNode): node is ValueNode => VALUES.has(node.kind);

/** The paths in documents that were looked at: one document may have a hundred errors. */
const known = new WeakMap<Source, ReadonlyMap<number, InputPath>>();

/** The paths of the values of a document by their places in its text. */
function pathsIn(source: Source): ReadonlyMap<number, InputPath> {
  const paths = known.get(source) ?? findPaths(source);
  known.set(source, paths);
  return paths;
}

function findPaths(source: Source): ReadonlyMap<number, InputPath> {
  const paths = new Map<number, InputPath>();
  visit(parse(source), {
    Argument: ({ name, value }) => collect(value, [name.value], paths),
    VariableDefinition: ({ variable, defaultValue }) =>
      defaultValue && collect(defaultValue, [variable.name.value], paths),
  });
  return paths;
}

function collect(value: ValueNode, path: InputPath, paths: Map<number, InputPath>): void {
  if (value.loc) paths.set(value.loc.start, path);
  if (value.kind === Kind.LIST) {
    for (const [i, item] of value.values.entries()) collect(item, [...path, i], paths);
  }
  if (value.kind === Kind.OBJECT) {
    for (const member of value.fields) {
      collect(member.value, [...path, member.name.value], paths);
    }
  }
}
