import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import type { GraphQLContext } from './builder.ts';

/** The part of an operation that selects fields of records. */
interface Selected {
  readonly context: GraphQLContext;
  readonly info: GraphQLResolveInfo;
  /** The type of the records. */
  readonly typeName: string;
  /** Paths from the resolved field to the records; absent if the field has them itself. */
  readonly paths?: string[][];
}

/**
 * Returns the options of a Prisma query that read exactly the selected fields, and the id. Typed as an object without
 * members, so that rows keep the type of the whole table.
 */
export const prismaSelection = ({ context, info, typeName, paths }: Selected): object =>
  queryFromInfo({ context, info, typeName, select: { id: true }, ...(paths ? { paths } : {}) });
