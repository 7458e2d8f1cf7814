import type { GraphQLResolveInfo } from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { requireViewer, type ViewerContext } from '../../domain/core/context.ts';
import { type InputPath, invalidInput, type Refusal } from '../../domain/core/errors.ts';
import type { WriteRequest, Written } from '../../domain/core/write.ts';
import { normalText } from '../../domain/text/text.ts';
import { type CompiledField, type FieldSource, fieldSource } from '../compiler/field-source.ts';
import { loadClient } from '../queries/client-query.ts';
import { Client } from '../types/client.ts';
import { builder, type FieldBuilder, type GraphQLContext } from './builder.ts';
import { countMutations } from './selected-fields.ts';
import { UserError, userErrorsFrom } from './user-errors.ts';

/** What a mutation came to: its result, or the refusals. */
export interface Outcome<Result> {
  readonly result: Result | null;
  readonly userErrors: readonly Refusal[];
  readonly replayed: boolean;
  readonly dryRun: boolean;
  /** The client that it is about, if the mutation has read it, as a text. */
  readonly returned?: string | null;
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
      'Any text of your choice. For 24 hours a request with the same key and arguments returns the stored result and changes nothing. The header `Idempotency-Key` does the same for a request with one mutation.',
  }),
  dryRun: arg.boolean({
    description: 'True to check and compute everything, return the result, and roll back.',
    defaultValue: false,
  }),
});

/** The argument by which a mutation of one client makes sure that nobody else has changed it. */
export const versionArgument = ({ arg }: FieldBuilder) => ({
  expectedVersion: arg.int({
    description:
      'Version of the client that you have read. The mutation fails with `CONFLICT` if it has another one.',
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
  const known = context.results.get(key) as Promise<Outcome<Result>> | undefined;
  const outcome = known ?? carryOut(context, info, args, run);
  context.results.set(key, outcome);
  return outcome;
}

/** A root field of a mutation, as its resolver or the compiler knows it. */
type RequestedField = GraphQLResolveInfo | CompiledField;

async function carryOut<Result, Args extends WriteArguments>(
  context: GraphQLContext,
  info: RequestedField,
  args: Args,
  run: (context: ViewerContext, request: WriteRequest) => Promise<Written<Result>>,
): Promise<Outcome<Result>> {
  const viewing = requireViewer(context);
  const { idempotencyKey, dryRun, ...rest } = args;
  const outcome = { dryRun: dryRun ?? false, userErrors: [] };
  try {
    const request: WriteRequest = {
      operation: info.fieldName,
      arguments: rest,
      idempotencyKey: keyOf(context, info, idempotencyKey ?? null),
      dryRun,
      returning: 'returning' in info ? info.returning : null,
    };
    return { ...outcome, ...(await run(viewing, request)) };
  } catch (error) {
    return { ...outcome, result: null, replayed: false, userErrors: userErrorsFrom(error) };
  }
}

/**
 * Returns the key of a mutation: its argument, else the header, which names the one mutation of a request.
 * @throws INVALID_INPUT when argument and header name different keys, or when the header may mean several mutations
 */
function keyOf(
  { idempotencyKey: header }: GraphQLContext,
  info: RequestedField,
  argument: string | null,
): string | null {
  const isSame =
    argument !== null && header !== null && normalText(header) === normalText(argument);
  if (header === null || isSame) return argument;
  if (!('isOnly' in info ? info.isOnly : isOnlyMutation(info))) {
    if (argument !== null) return argument;
    const message = `The header Idempotency-Key "${header}" stands over several mutations: give each its own argument idempotencyKey.`;
    throw invalidInput(message, KEY);
  }
  if (argument === null) return header;
  const message = `The header Idempotency-Key says "${header}" and the argument says "${argument}": send one of them.`;
  throw invalidInput(message, KEY);
}

const KEY: InputPath = ['idempotencyKey'];

/** Returns whether the request of a root field has no other mutation. */
function isOnlyMutation(info: GraphQLResolveInfo): boolean {
  const { schema, fragments, variableValues, parentType, operation } = info;
  const args = [{ ...fragments }, variableValues, parentType, operation.selectionSet] as const;
  return countMutations(collectFields(schema, ...args)) === 1;
}

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
        description: 'Refusals; empty on success.',
        nullable: false,
        resolve: ({ userErrors }) => [...userErrors],
      }),
      replayed: t.exposeBoolean('replayed', {
        description:
          'True if this is the stored result of an earlier request with the same idempotency key.',
        nullable: false,
      }),
      dryRun: t.exposeBoolean('dryRun', {
        description: 'True if nothing was written, since the request was a dry run.',
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
  description = 'Client after the mutation; null if refused, or if a dry run would create it.',
) => {
  const fields = t as { field(options: object): ReturnType<FieldMaker> };
  return fields.field({
    type: Client,
    description,
    ...fieldSource({ client: clientId } as FieldSource),
    resolve: (result: Result, _args: object, context: GraphQLContext, info: GraphQLResolveInfo) => {
      const id = clientId(result);
      return id === null ? null : loadClient(context, info, id);
    },
  });
};

type FieldMaker = Parameters<Parameters<typeof builder.queryFields>[0]>[0]['field'];
