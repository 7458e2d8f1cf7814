import type { GraphQLField } from 'graphql';
import type { Returning } from '../../domain/core/write.ts';
import type { OwnedType } from '../../domain/records/descriptors.ts';
import type { GraphQLContext } from '../kit/builder.ts';

/** The data from which the compiler makes a field. A field without a source is left to its resolver. */
export type FieldSource =
  /** A column, encoded by its kind. */
  | { readonly column: string }
  /** The columns from which the resolver computes the field synchronously. */
  | { readonly columns: readonly string[] }
  /** The owned records of a client. */
  | { readonly list: OwnedType }
  /** The client with the id that the function finds in the result of a mutation; null for none. */
  | { readonly client: (result: never) => number | null };

/** Returns the field options that declare a field's source. */
export const fieldSource = (source: FieldSource) => ({ extensions: { source } });

/** A field of the schema that Pothos built. */
type AnyField = GraphQLField<unknown, unknown>;

/** The options with which a field was defined. */
interface FieldOptions {
  readonly select?: unknown;
  readonly resolve?: unknown;
}

const optionsOf = (field: AnyField) => field.extensions.pothosOptions as FieldOptions | undefined;

/** Returns the declared source of a field, or else the columns that it selects for its resolver. */
export function sourceOf(field: AnyField): FieldSource | null {
  const declared = field.extensions.source as FieldSource | undefined;
  if (declared) return declared;
  const select = optionsOf(field)?.select;
  if (typeof select !== 'object' || select === null || field.args.length > 0) return null;
  const columns = Object.entries(select);
  return columns.every(([, wanted]) => wanted === true)
    ? { columns: columns.map(([name]) => name) }
    : null;
}

/**
 * A call of a mutation by the compiler. Its first members are those of `GraphQLResolveInfo` that `mutate` reads; it reads
 * nothing else, so that resolver and compiler run a mutation by the same function.
 */
export interface CompiledMutation {
  readonly fieldName: string;
  readonly path: { readonly key: string };
  /** The projection of the client that the response shows; null for none. */
  readonly returning: Returning | null;
  /** True if the request has no other mutation. */
  readonly isOnly: boolean;
}

/** Runs a mutation. */
export type RunMutation = (
  args: object,
  context: GraphQLContext,
  call: CompiledMutation,
) => Promise<unknown>;

/** Returns the function that runs a mutation: its resolver, which does nothing but call `mutate`. */
export const mutationOf = (field: AnyField): RunMutation => {
  const resolve = (optionsOf(field)?.resolve ?? field.resolve) as (
    root: unknown,
    ...rest: Parameters<RunMutation>
  ) => Promise<unknown>;
  return (args, context, call) => resolve({}, args, context, call);
};

/** Computes the value of a field. */
export type Resolve = (parent: unknown, context: GraphQLContext) => unknown;

/** Returns the resolver with which a field was defined, without the wrappers of plugins. */
export function resolverOf(field: AnyField): Resolve {
  const resolve = (optionsOf(field)?.resolve ?? field.resolve) as
    | ((parent: unknown, args: object, context: GraphQLContext) => unknown)
    | undefined;
  if (resolve) return (parent, context) => resolve(parent, {}, context);
  return (parent) => (parent as Record<string, unknown>)[field.name];
}
