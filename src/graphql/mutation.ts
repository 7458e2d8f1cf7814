import type { GraphQLResolveInfo } from 'graphql';
import { requireViewer, type ViewerContext } from '../domain/context.ts';
import type { Refusal } from '../domain/errors.ts';
import type { Shape } from '../domain/read/shape.ts';
import type { WriteRequest, Written } from '../domain/write.ts';
import { builder, type FieldBuilder, type GraphQLContext } from './builder.ts';
import { Client } from './client.ts';
import { loadClient } from './client-query.ts';
import { type FieldReading, madeOf } from './compiler/reading.ts';
import { refusalsOf, UserError } from './user-errors.ts';

/** What a mutation came to: its result, or the refusals. */
export interface Outcome<Result> {
  readonly result: Result | null;
  readonly userErrors: readonly Refusal[];
  readonly replayed: boolean;
  readonly dryRun: boolean;
  /** The client that it is about, if the mutation has read it, as a text. */
  readonly record?: string | null;
}

/** The arguments that every mutation takes. */
interface WriteArguments {
  readonly idempotencyKey?: string | null | undefined;
  readonly dryRun?: boolean | null | undefined;
}

/** The arguments by which every mutation can be repeated and tried. */
export const writeArguments = ({ arg }: FieldBuilder) => ({
  idempotencyKey: arg.string({
    description:
      'A text of your choice. For 24 hours the same request under it gets the same answer and does nothing more. The header Idempotency-Key says the same.',
  }),
  dryRun: arg.boolean({
    description: 'Do everything, tell what it comes to, and undo it.',
    defaultValue: false,
  }),
});

/** The argument by which a mutation of one client makes sure that nobody else has changed it. */
export const versionArgument = ({ arg }: FieldBuilder) => ({
  expectedVersion: arg.int({
    description: 'The version of the client that you have seen; another one is a conflict.',
  }),
});

/**
 * Carries out a mutation: authentication first, then the use case, with every refusal as a user error. However often
 * it is asked for within one request, it is carried out once.
 * @param run the use case over the request's own arguments
 */
export function mutate<Result, Args extends WriteArguments>(
  context: GraphQLContext,
  info: RequestedField,
  args: Args,
  run: (context: ViewerContext, request: WriteRequest) => Promise<Written<Result>>,
): Promise<Outcome<Result>> {
  const { key } = info.path;
  const known = context.outcomes.get(key) as Promise<Outcome<Result>> | undefined;
  const outcome = known ?? carryOut(context, info, args, run);
  context.outcomes.set(key, outcome);
  return outcome;
}

/** What of a request's information says which mutation of it this is, and what the compiler wants to be read along. */
type RequestedField = Pick<GraphQLResolveInfo, 'fieldName'> & {
  readonly path: Pick<GraphQLResolveInfo['path'], 'key'>;
  readonly reading?: Shape | null;
};

async function carryOut<Result, Args extends WriteArguments>(
  context: GraphQLContext,
  info: RequestedField,
  args: Args,
  run: (context: ViewerContext, request: WriteRequest) => Promise<Written<Result>>,
): Promise<Outcome<Result>> {
  const viewing = requireViewer(context);
  const { idempotencyKey, dryRun, ...rest } = args;
  const request: WriteRequest = {
    operation: info.fieldName,
    arguments: rest,
    idempotencyKey: idempotencyKey ?? headerKey(context, info),
    dryRun,
    reading: info.reading,
  };
  const outcome = { dryRun: dryRun ?? false, userErrors: [] };
  try {
    return { ...outcome, ...(await run(viewing, request)) };
  } catch (error) {
    return { ...outcome, result: null, replayed: false, userErrors: refusalsOf(error) };
  }
}

/** One header may stand over several mutations of a request, each of which is remembered by itself. */
const headerKey = ({ idempotencyKey }: GraphQLContext, { path }: RequestedField) =>
  idempotencyKey === null ? null : `${idempotencyKey}/${path.key}`;

type ObjectRef<Shape> = ReturnType<typeof builder.objectRef<Shape>>;
type PayloadFields<Result> = NonNullable<
  Parameters<ObjectRef<Outcome<Result>>['implement']>[0]['fields']
>;

/**
 * The payload type of a mutation: what it came to, the refusals, and whether the answer is a repeated one.
 * @param fields of the result; all of them may be null, since there is no result when there are refusals
 */
export function payloadType<Result>(
  name: string,
  description: string,
  fields: PayloadFields<Result>,
): ObjectRef<Outcome<Result>> {
  const payload = builder.objectRef<Outcome<Result>>(name);
  payload.implement({
    description,
    fields: (t) => ({
      ...fields(t),
      userErrors: t.field({
        type: [UserError],
        description: 'Why it was refused; empty when it was done.',
        nullable: false,
        resolve: ({ userErrors }) => [...userErrors],
      }),
      replayed: t.exposeBoolean('replayed', {
        description: 'Whether this is the answer of an earlier request with the same key.',
        nullable: false,
      }),
      dryRun: t.exposeBoolean('dryRun', {
        description: 'Whether everything was undone again.',
        nullable: false,
      }),
    }),
  } as Parameters<typeof payload.implement>[0]);
  return payload;
}

/** The client that a result is about, read with exactly the fields that are selected. */
export const clientField = <Result>(
  t: unknown,
  clientId: (result: Result) => number | null,
  description = 'The client as it is now; null when it was refused, and for a dry run that would create it.',
) => {
  const fields = t as { field(options: object): ReturnType<FieldMaker> };
  return fields.field({
    type: Client,
    description,
    ...madeOf({ client: clientId } as FieldReading),
    resolve: (result: Result, _args: object, context: GraphQLContext, info: GraphQLResolveInfo) => {
      const id = clientId(result);
      return id === null ? null : loadClient(context, info, id);
    },
  });
};

type FieldMaker = Parameters<Parameters<typeof builder.queryFields>[0]>[0]['field'];
