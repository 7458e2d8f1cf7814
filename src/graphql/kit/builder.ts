import SchemaBuilder from '@pothos/core';
import PrismaPlugin from '@pothos/plugin-prisma';
import RelayPlugin from '@pothos/plugin-relay';
import type { PrismaClient } from '../../db/generated/client.ts';
import type PrismaTypes from '../../db/generated/pothos.ts';
import { getDatamodel } from '../../db/generated/pothos.ts';
import type { RequestContext } from '../../domain/request-context.ts';
import type { PendingFile } from '../multipart/uploaded-files.ts';
import type { Subscriber } from '../sse/subscriber.ts';
import type { Loader } from './loader.ts';
import { DateTimeScalar, DecimalScalar, JsonScalar, UploadScalar } from './scalars.ts';

/** Context of resolvers: the domain's context, and objects shared within one request. */
export type GraphQLContext = RequestContext & {
  /** Joins the reads of resolvers. */
  readonly loader: Loader;
  /** Results of the mutations of the request by their response keys, so that none runs twice. */
  readonly results: Map<string | number, Promise<unknown>>;
  /** The receiving end of a subscription. */
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
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  /** The members that every connection has besides edges and page info. */
  Connection: {
    /** Counts the whole list, once the field is selected. */
    readonly totalCount: () => Promise<number>;
  };
}

/** The schema builder, to which every type and root field of `src/graphql` adds itself. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [RelayPlugin, PrismaPlugin],
  relay: {
    // Ids are hashed by the id codec: types/node.ts has the interface, queries/node-query.ts its root fields.
    nodeQueryOptions: false,
    nodesQueryOptions: false,
    edgesFieldOptions: {
      description: 'Records with their cursors.',
      nullable: { list: false, items: false },
    },
    nodesOnConnection: { description: 'Records without cursors.' },
    cursorFieldOptions: { description: 'Opaque position in the list, for `after` and `before`.' },
    nodeFieldOptions: { description: 'Record.', nullable: false },
    pageInfoFieldOptions: { description: 'Position of the page in its list.' },
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

type Types = typeof builder.$inferSchemaTypes;

/** Field builder of objects of a parent. */
export type FieldsOf<Parent> = PothosSchemaTypes.ObjectFieldBuilder<Types, Parent>;

/** Argument builder of any field. */
export type FieldBuilder = Pick<PothosSchemaTypes.FieldBuilder<Types, unknown>, 'arg'>;

builder.globalConnectionField('totalCount', (t) =>
  t.int({
    description: 'Number of records in the whole list.',
    nullable: false,
    resolve: ({ totalCount }) => totalCount(),
  }),
);
