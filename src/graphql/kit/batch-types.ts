import type { FieldChange as FieldChangeRow } from '../../domain/clients/upsert/plan/diff.ts';
import { batchPolicies } from '../../domain/core/batch.ts';
import { builder, type FieldBuilder } from './builder.ts';
import { describedEnum } from './kinds.ts';

/** What happens to the other items of a request when some are refused. */
export const BatchPolicy = describedEnum(
  'BatchPolicy',
  'What happens to the other items of a request when some are refused.',
  batchPolicies,
);

/** The argument of a mutation of many items that says what happens when some are refused. */
export const policyArgument = ({ arg }: FieldBuilder) => ({
  policy: arg({
    type: BatchPolicy,
    defaultValue: 'REJECT_ALL',
    description: 'What happens to the others when some are refused.',
  }),
});

/** One value that a write changed. */
export const FieldChange = builder.objectRef<FieldChangeRow>('FieldChange').implement({
  description: 'One value that a write changed.',
  fields: (t) => ({
    path: t.stringList({
      description:
        'Where the value stands: `["city"]`, or `["contacts", id, "email"]` with `new` for the id of a new contact.',
      nullable: { list: false, items: false },
      resolve: ({ path }) => [...path],
    }),
    before: t.field({
      type: 'JSON',
      description: 'The value before; null when there was none.',
      resolve: ({ before }) => before,
    }),
    after: t.field({
      type: 'JSON',
      description: 'The value after; null when there is none.',
      resolve: ({ after }) => after,
    }),
  }),
});
