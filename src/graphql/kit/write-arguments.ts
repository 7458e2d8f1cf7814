import { batchPolicies } from '../../domain/core/batch.ts';
import type { FieldBuilder } from './builder.ts';
import { describedEnum } from './kinds.ts';

/** Makes the arguments of every mutation. */
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

/** Makes the argument by which a mutation fails with `CONFLICT` if another write has changed the client. */
export const versionArgument = ({ arg }: FieldBuilder) => ({
  expectedVersion: arg.int({
    description:
      'Version of the client that you have read. The mutation fails with `CONFLICT` if it has another one.',
  }),
});

const BatchPolicy = describedEnum(
  'BatchPolicy',
  'Effect on the other items of a request if some are refused.',
  batchPolicies,
);

/** Makes the argument that says what happens to the other items of a mutation if some are refused. */
export const policyArgument = (
  { arg }: FieldBuilder,
  others: 'items' | 'files' = 'items',
  defaultValue: keyof typeof batchPolicies = 'REJECT_ALL',
) => ({
  policy: arg({
    type: BatchPolicy,
    defaultValue,
    description: `Effect on the other ${others} if some are refused.`,
  }),
});
