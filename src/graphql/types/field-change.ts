import type { FieldChange as FieldChangeRow } from '../../domain/clients/upsert/plan/diff.ts';
import { builder } from '../kit/builder.ts';

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
