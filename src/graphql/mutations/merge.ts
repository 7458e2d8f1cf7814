import { mergeClients } from '../../domain/clients/merge/merge.ts';
import { clientField } from '../types/client-field.ts';
import { FieldChange } from '../types/field-change.ts';
import { MovedParts } from '../types/moved-parts.ts';
import { mergeArguments } from './merge-arguments.ts';
import { mutationField } from './mutation-field.ts';
import { RemovedContact } from './upsert-fields.ts';

mutationField('mergeClients', {
  description:
    'Merges clients into one, the survivor. It keeps its values, number, settings and state, and gets the contacts, documents, gateway tokens, ledger entries and amounts of the others. Their ids select the survivor from then on. Cannot be undone. Needs an owner or admin, and the login password in the header `X-API-PASSWORD`.',
  args: (t) => ({
    ...mergeArguments(t),
    previewToken: t.arg.string({
      required: true,
      description:
        'Token from `mergePreview` for the same arguments. Fails with `STALE_PREVIEW` if a client has changed since.',
    }),
  }),
  run: (viewing, args, request) => mergeClients(viewing, args, request),
  fields: (t) => ({
    client: clientField(
      t,
      ({ result }) => result?.clientId ?? null,
      'Survivor after the merge; null if refused.',
    ),
    mergedIds: t.idList({
      description: 'Ids of the merged clients, which now select the survivor; null if refused.',
      resolve: ({ result }, _args, { ids }) => result?.mergedIds.map((id) => ids.encode(id)),
    }),
    moved: t.field({
      type: MovedParts,
      description: 'Number of records moved to the survivor; null if refused.',
      resolve: ({ result }) => result?.moved,
    }),
    removedContacts: t.field({
      type: [RemovedContact],
      description:
        'Contacts removed because they have no e-mail address or one that the survivor has already; null if refused.',
      resolve: ({ result }) => result && [...result.removedContacts],
    }),
    diff: t.field({
      type: [FieldChange],
      description: 'Changed values of the survivor; null if refused.',
      resolve: ({ result }) => result && [...result.diff],
    }),
  }),
});
