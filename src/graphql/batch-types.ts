import type { FieldChange as FieldChangeRow } from '../domain/client/upsert/diff.ts';
import { builder } from './builder.ts';
import { describedEnum } from './kinds.ts';

/** What happens to the other items of a request when some are refused. */
export const BatchPolicy = describedEnum(
  'BatchPolicy',
  'What happens to the other items of a request when some are refused.',
  {
    REJECT_ALL: 'Nothing is done at all.',
    REJECT_FAILED: 'They are done.',
  },
);

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
