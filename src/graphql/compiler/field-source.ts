import type { GraphQLField } from 'graphql';
import type { Returning } from '../../domain/core/write.ts';
import type { OwnedType } from '../../domain/records/records.ts';
import type { GraphQLContext } from '../kit/builder.ts';

/** What a field of a record is made of. Fields without it are read by their resolvers alone. */
export type FieldSource =
  /** The field is a column, written as its kind says. */
  | { readonly column: string }
  /** The resolver makes the field of these columns alone, at once. */
  | { readonly columns: readonly string[] }
  /** The field is a list that belongs to the record. */
  | { readonly list: OwnedType }
  /** The field is the client of this number, made out from the result of a mutation; null for none. */
  | { readonly client: (result: never) => number | null };

/** Says in a field's options what the field is made of, so that it is read without its resolver. */
export const fieldSource = (reading: FieldSource) => ({ extensions: { reading } });

/** A field of the schema as Pothos leaves it. */
type AnyField = GraphQLField<unknown, unknown>;

/** The options that a field was defined with. */
interface Options {
  readonly select?: unknown;
  readonly resolve?: unknown;
}

const optionsOf = (field: AnyField) => field.extensions.pothosOptions as Options | undefined;

/** What a field is made of: what it says itself, or else the columns that it selects for its resolver. */
export function sourceOf(field: AnyField): FieldSource | null {
  const said = field.extensions.reading as FieldSource | undefined;
  if (said) return said;
  const select = optionsOf(field)?.select;
  if (typeof select !== 'object' || select === null || field.args.length > 0) return null;
  const columns = Object.entries(select);
  return columns.every(([, wanted]) => wanted === true)
    ? { columns: columns.map(([name]) => name) }
    : null;
}

/** A root field of a mutation that the compiler carries out, with what it wants to be read along. */
export interface CompiledField {
  readonly fieldName: string;
  readonly path: { readonly key: string };
  readonly returning: Returning | null;
  /** True if the request has no other mutation. */
  readonly isOnly: boolean;
}

/** Carries out a root field. The resolver gets of the request's information what `mutate` reads. */
export type CarryOut = (
  args: object,
  context: GraphQLContext,
  info: CompiledField,
) => Promise<unknown>;

/** The resolver of a mutation, to be carried out with its arguments. */
export const carryOutOf = (field: AnyField): CarryOut => {
  const resolve = (optionsOf(field)?.resolve ?? field.resolve) as (
    root: unknown,
    ...rest: Parameters<CarryOut>
  ) => Promise<unknown>;
  return (args, context, info) => resolve({}, args, context, info);
};

/** A field's value from what its type's resolvers get. */
export type Resolve = (parent: unknown, context: GraphQLContext) => unknown;

/** The resolver that a field was defined with, without what plugins put around it. */
export function resolverOf(field: AnyField): Resolve {
  const resolve = (optionsOf(field)?.resolve ?? field.resolve) as
    | ((parent: unknown, args: object, context: GraphQLContext) => unknown)
    | undefined;
  if (resolve) return (parent, context) => resolve(parent, {}, context);
  return (parent) => (parent as Record<string, unknown>)[field.name];
}
