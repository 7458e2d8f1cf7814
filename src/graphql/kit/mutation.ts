import type { GraphQLResolveInfo } from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { requireViewer } from '../../domain/core/context.ts';
import { type InputPath, invalidInput, type Refusal } from '../../domain/core/errors.ts';
import type { WriteRequest, Written } from '../../domain/core/write.ts';
import type { ViewerRequest } from '../../domain/request-context.ts';
import { normalText } from '../../domain/text/text.ts';
import type { CompiledMutation } from '../compiler/field-source.ts';
import type { GraphQLContext } from './builder.ts';
import { countMutations } from './selected-fields.ts';
import { userErrorsFrom } from './user-errors.ts';

/** Payload of a mutation: its result, or the refusals. */
export interface Payload<Result> {
  readonly result: Result | null;
  readonly userErrors: readonly Refusal[];
  readonly replayed: boolean;
  readonly dryRun: boolean;
  /** The client of the result in the projection of the request; null or absent if the mutation did not prefetch it. */
  readonly returned?: string | null;
}

/** Arguments of every mutation. */
export interface WriteArguments {
  readonly idempotencyKey?: string | null | undefined;
  readonly dryRun?: boolean | null | undefined;
}

/** A call of a mutation's root field. */
interface MutationCall<Args> {
  readonly context: GraphQLContext;
  readonly info: RequestedField;
  readonly args: Args;
}

/** Runs the use case of a mutation, without the arguments of every mutation. */
type RunUseCase<Result> = (
  context: ViewerRequest,
  request: WriteRequest,
) => Promise<Written<Result>>;

/**
 * Runs a mutation: authentication first, then the use case, with every refusal as a user error. Runs it once for each
 * response key, since the resolvers take over when the compiled path fails afterwards.
 * @param run runs the use case
 */
export function mutate<Result, Args extends WriteArguments>(
  call: MutationCall<Args>,
  run: RunUseCase<Result>,
): Promise<Payload<Result>> {
  const { context, info } = call;
  const { key } = info.path;
  const pending = context.results.get(key) as Promise<Payload<Result>> | undefined;
  const payload = pending ?? runUseCase(call, run);
  context.results.set(key, payload);
  return payload;
}

/** A root field of a mutation, from its resolver or from the compiler. */
type RequestedField = GraphQLResolveInfo | CompiledMutation;

async function runUseCase<Result, Args extends WriteArguments>(
  { context, info, args }: MutationCall<Args>,
  run: RunUseCase<Result>,
): Promise<Payload<Result>> {
  const viewing = requireViewer(context);
  const { idempotencyKey, dryRun, ...rest } = args;
  const payload = { dryRun: dryRun ?? false, userErrors: [] };
  try {
    const request: WriteRequest = {
      operation: info.fieldName,
      arguments: rest,
      idempotencyKey: idempotencyKeyOf(context, info, idempotencyKey ?? null),
      dryRun,
      returning: 'returning' in info ? info.returning : null,
    };
    return { ...payload, ...(await run(viewing, request)) };
  } catch (error) {
    return { ...payload, result: null, replayed: false, userErrors: userErrorsFrom(error) };
  }
}

/**
 * Returns the key of a mutation: its argument, else the header, which names the one mutation of a request.
 * @throws INVALID_INPUT when argument and header name different keys, or when the header may mean several mutations
 */
function idempotencyKeyOf(
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
