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
 * Returns the input path of the literal that an error concerns: the name of the argument, or of the variable with this
 * default, then the path within its value. Undefined for errors that do not concern a value.
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

/** Paths of the literals of documents, kept since one document may have a hundred errors. */
const pathsBySource = new WeakMap<Source, ReadonlyMap<number, InputPath>>();

/** Maps positions in the text of a document to the paths of the literals there. */
function pathsIn(source: Source): ReadonlyMap<number, InputPath> {
  const paths = pathsBySource.get(source) ?? findPaths(source);
  pathsBySource.set(source, paths);
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
