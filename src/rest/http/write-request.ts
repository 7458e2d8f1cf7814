import type { WriteRequest } from '../../domain/core/write.ts';
import type { Call } from './route.ts';

/**
 * Returns the request of a write, with the idempotency key of the call.
 * @param operation the name of the mutation in GraphQL, so that a key is replayed across both APIs
 * @param input the arguments without files, by which a repeated request is recognized
 */
export const writeRequest = (
  { context }: Pick<Call, 'context'>,
  operation: string,
  input: unknown,
): WriteRequest => ({
  operation,
  arguments: { input },
  idempotencyKey: context.idempotencyKey,
});
