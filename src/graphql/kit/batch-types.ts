import type { FieldChange as FieldChangeRow } from '../../domain/clients/upsert/plan/diff.ts';
import { batchPolicies } from '../../domain/core/batch.ts';
import { builder, type FieldBuilder } from './builder.ts';
import { describedEnum } from './kinds.ts';

/** Effect on the other items of a request if some are refused. */
export const BatchPolicy = describedEnum(
  'BatchPolicy',
  'Effect on the other items of a request if some are refused.',
  batchPolicies,
);

/** The argument of a mutation of many items that says what happens when some are refused. */
export const policyArgument = ({ arg }: FieldBuilder) => ({
  policy: arg({
    type: BatchPolicy,
    defaultValue: 'REJECT_ALL',
    description: 'Effect on the other items if some are refused.',
  }),
});

/** One value that a write changed. */
export const FieldChange = builder.objectRef<FieldChangeRow>('FieldChange').implement({
  description: 'One value that a write changed.',
  fields: (t) => ({
    path: t.stringList({
      description:
        'Path of the value: `["city"]`, or `["contacts", id, "email"]`, with `new` for the id of a new contact.',
      nullable: { list: false, items: false },
      resolve: ({ path }) => [...path],
    }),
    before: t.field({
      type: 'JSON',
      description: 'Value before the write; null if there was none.',
      resolve: ({ before }) => before,
    }),
    after: t.field({
      type: 'JSON',
      description: 'Value after the write; null if there is none.',
      resolve: ({ after }) => after,
    }),
  }),
});
