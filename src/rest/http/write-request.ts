import type { WriteRequest } from '../../domain/core/write.ts';
import type { Call } from './route.ts';

/**
 * A write under the name that it has on every edge, and under the request's key if it has one.
 * @param input what is asked for, apart from the files
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
