import SchemaBuilder from '@pothos/core';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import type { PrismaClient } from '../../db/generated/client.ts';
import type PrismaTypes from '../../db/generated/pothos.ts';
import { getDatamodel } from '../../db/generated/pothos.ts';
import type { Context } from '../../domain/core/context.ts';
import type { PendingFile } from '../multipart/uploaded-files.ts';
import type { Subscriber } from '../sse/subscriber.ts';
import type { Loader } from './loader.ts';
import { DateTimeScalar, DecimalScalar, JsonScalar, UploadScalar } from './scalars.ts';

/** What resolvers get: the domain's context, and what they share within one request. */
export type GraphQLContext = Context & {
  /** Reads that are sent together. */
  readonly loader: Loader;
  /** What the mutations of the request came to, by the keys under which they are answered. */
  readonly results: Map<string | number, Promise<unknown>>;
  /** How the events of a stream get back to the caller. */
  readonly subscriber: Subscriber;
};

/** The types of the schema that TypeScript cannot see. */
interface SchemaTypes {
  Context: GraphQLContext;
  PrismaTypes: PrismaTypes;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: string; Output: Date };
    Decimal: { Input: string; Output: string | { toFixed(): string } };
    JSON: { Input: unknown; Output: unknown };
    Upload: { Input: PendingFile; Output: never };
  };
  DefaultFieldNullability: true;
}

/** The schema in the making. Every type and root field of `src/graphql` adds itself to it. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [RelayPlugin, PrismaPlugin],
  relay: {
    // Ids are ours, hashed numbers with the type in front: node.ts has the interface and its root fields.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    pageInfoTypeOptions: { description: 'Position of a page in its list.' },
    hasNextPageFieldOptions: { description: 'True if rows follow the page.' },
    hasPreviousPageFieldOptions: { description: 'True if rows precede the page.' },
    startCursorFieldOptions: {
      description: 'Cursor of the first row, for `before`; null if the page is empty.',
    },
    endCursorFieldOptions: {
      description: 'Cursor of the last row, for `after`; null if the page is empty.',
    },
  },
  prisma: {
    client: ({ db }) => db.prisma as PrismaClient,
    dmmf: getDatamodel(),
    exposeDescriptions: true,
    onUnusedQuery: 'error',
    filterConnectionTotalCount: true,
  },
});

builder.addScalarType('DateTime', DateTimeScalar);
builder.addScalarType('Decimal', DecimalScalar);
builder.addScalarType('JSON', JsonScalar);
builder.addScalarType('Upload', UploadScalar);

/** Makes the fields and arguments of any object, as far as they do not depend on its rows. */
export type FieldBuilder = Pick<
  PothosSchemaTypes.FieldBuilder<typeof builder.$inferSchemaTypes, unknown>,
  'arg'
>;
