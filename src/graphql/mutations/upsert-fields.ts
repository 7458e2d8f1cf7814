import type { UpsertResult } from '../../domain/clients/upsert/result.ts';
import { builder, type FieldsOf } from '../kit/builder.ts';
import { describedEnum } from '../kit/kinds.ts';
import { clientField } from '../types/client-field.ts';
import { FieldChange } from '../types/field-change.ts';

const UpsertOutcome = describedEnum('UpsertOutcome', 'Outcome of an upsert.', {
  CREATED: 'A client was created.',
  UPDATED: 'A client was changed.',
  UNCHANGED: 'Nothing needed to change, and nothing was written.',
});

/** A contact that a write removed from its client. */
export const RemovedContact = builder
  .objectRef<UpsertResult['removedContacts'][number]>('RemovedContact')
  .implement({
    description: 'A contact that a write removed from its client.',
    fields: (t) => ({
      id: t.id({
        description: 'Id of the removed contact.',
        nullable: false,
        resolve: ({ id }, _args, { ids }) => ids.encode(id),
      }),
      firstName: t.exposeString('firstName', { description: 'First name.' }),
      lastName: t.exposeString('lastName', { description: 'Last name.' }),
      email: t.exposeString('email', { description: 'E-mail address.' }),
    }),
  });

/** Makes the fields of an upsert's result. @param done returns the result; null if refused */
export const upsertedFields = <Parent>(
  t: FieldsOf<Parent>,
  done: (parent: Parent) => UpsertResult | null,
) => ({
  client: clientField(t, (parent) => done(parent)?.clientId ?? null),
  outcome: t.field({
    type: UpsertOutcome,
    description: 'Outcome; null if refused.',
    resolve: (parent) => done(parent)?.outcome ?? null,
  }),
  diff: t.field({
    type: [FieldChange],
    description: 'Changed values; null if refused.',
    resolve: (parent) => done(parent)?.diff ?? null,
  }),
  removedContacts: t.field({
    type: [RemovedContact],
    description: 'Removed contacts; null if refused.',
    resolve: (parent) => done(parent)?.removedContacts ?? null,
  }),
});
