import {
  contactFates,
  type MergedContact as MergedContactRow,
} from '../../domain/clients/merge/contacts.ts';
import type { MergedMoney as MergedMoneyRow } from '../../domain/clients/merge/money.ts';
import {
  type MergePreview as MergePreviewRow,
  mergePreview,
  mergeWarnings,
} from '../../domain/clients/merge/preview.ts';
import {
  type MergedValue as MergedValueRow,
  valueReasons,
} from '../../domain/clients/merge/values.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum } from '../kit/kinds.ts';
import { toUserErrors } from '../kit/user-errors.ts';
import { MergedField, mergeArguments } from '../mutations/merge-arguments.ts';
import { clientField } from './client-field.ts';
import { MovedParts } from './moved-parts.ts';
import { UserError } from './user-error.ts';

const MergedMoney = builder.objectRef<MergedMoneyRow>('MergedMoney').implement({
  description: 'Amounts of the survivor after a merge: the sums of all its clients.',
  fields: (t) => {
    const amount = (name: keyof MergedMoneyRow, description: string) =>
      t.field({ type: 'Decimal', description, nullable: false, resolve: (money) => money[name] });
    return {
      balance: amount('balance', 'Amount owed.'),
      paidToDate: amount('paidToDate', 'Amount paid so far.'),
      paymentBalance: amount('paymentBalance', 'Payments not applied to an invoice yet.'),
      creditBalance: amount('creditBalance', 'Credit left to use.'),
    };
  },
});

const MergeSource = builder.objectRef<MergePreviewRow['sources'][number]>('MergeSource').implement({
  description: 'A client to merge into the survivor.',
  fields: (t) => ({
    client: clientField<MergePreviewRow['sources'][number]>(
      t,
      ({ clientId }) => clientId,
      'Client now.',
    ),
    moves: t.expose('moved', {
      type: MovedParts,
      description: 'Number of its records that move to the survivor.',
      nullable: false,
    }),
  }),
});

const MergedValueReason = describedEnum(
  'MergedValueReason',
  "Reason of the survivor's value after a merge.",
  valueReasons,
);

const MergeCandidate = builder
  .objectRef<MergedValueRow['candidates'][number]>('MergeCandidate')
  .implement({
    description: 'Value of a field in one client of a merge.',
    fields: (t) => ({
      clientId: t.id({
        description: 'Client.',
        nullable: false,
        resolve: ({ clientId }, _args, { ids }) => ids.encode(clientId),
      }),
      value: t.field({
        type: 'JSON',
        description: 'Value; null if the client has none.',
        resolve: ({ value }) => value,
      }),
    }),
  });

const MergedValue = builder.objectRef<MergedValueRow>('MergedValue').implement({
  description:
    'A field in which the clients of a merge differ, and the value that the survivor gets.',
  fields: (t) => ({
    field: t.expose('field', { type: MergedField, description: 'Field.', nullable: false }),
    winner: t.id({
      description: 'Id of the client whose value the survivor gets.',
      nullable: false,
      resolve: ({ winnerId }, _args, { ids }) => ids.encode(winnerId),
    }),
    reason: t.expose('reason', {
      type: MergedValueReason,
      description: 'Reason of the choice.',
      nullable: false,
    }),
    suggestion: t.id({
      description:
        'Id of the first client with a value if the survivor has none, for `choose`; else null.',
      resolve: ({ suggestionId }, _args, { ids }) =>
        suggestionId === null ? null : ids.encode(suggestionId),
    }),
    candidates: t.field({
      type: [MergeCandidate],
      description: 'Value of each client, the survivor first.',
      nullable: false,
      resolve: ({ candidates }) => [...candidates],
    }),
  }),
});

const ContactFate = describedEnum('ContactFate', 'Effect of a merge on a contact.', contactFates);

const MergedContact = builder.objectRef<MergedContactRow>('MergedContact').implement({
  description: 'A contact of a client of a merge, and the effect on it.',
  fields: (t) => ({
    id: t.id({
      description: 'Contact id.',
      nullable: false,
      resolve: ({ contact }, _args, { ids }) => ids.encode(contact.id),
    }),
    clientId: t.id({
      description: 'Id of its client before the merge.',
      nullable: false,
      resolve: ({ clientId }, _args, { ids }) => ids.encode(clientId),
    }),
    firstName: t.string({
      description: 'First name.',
      resolve: ({ contact }) => contact.firstName as string | null,
    }),
    lastName: t.string({
      description: 'Last name.',
      resolve: ({ contact }) => contact.lastName as string | null,
    }),
    email: t.string({
      description: 'E-mail address.',
      resolve: ({ contact }) => contact.email as string | null,
    }),
    fate: t.expose('fate', {
      type: ContactFate,
      description: 'Effect of the merge.',
      nullable: false,
    }),
    isPrimary: t.exposeBoolean('isPrimary', {
      description: 'True for the primary contact of the survivor after the merge.',
      nullable: false,
    }),
  }),
});

const MergeWarning = describedEnum(
  'MergeWarning',
  'Unexpected effects that do not prevent a merge.',
  mergeWarnings,
);

const MergePreview = builder.objectRef<MergePreviewRow>('MergePreview').implement({
  description: 'Effects of a merge, computed without changing anything.',
  fields: (t) => ({
    survivor: clientField<MergePreviewRow>(
      t,
      ({ survivorId }) => survivorId,
      'Survivor now; null if there is no client with this id.',
    ),
    sources: t.field({
      type: [MergeSource],
      description: 'Clients to merge into the survivor.',
      nullable: false,
      resolve: ({ sources }) => [...sources],
    }),
    values: t.field({
      type: [MergedValue],
      description: 'Fields in which the clients differ.',
      nullable: false,
      resolve: ({ values }) => [...values],
    }),
    contacts: t.field({
      type: [MergedContact],
      description: 'All contacts of the clients.',
      nullable: false,
      resolve: ({ contacts }) => [...contacts],
    }),
    money: t.expose('money', {
      type: MergedMoney,
      description:
        'Amounts of the survivor after the merge; null if there is no survivor, or if one is out of range.',
    }),
    warnings: t.field({
      type: [MergeWarning],
      description: 'Unexpected effects; the merge is possible all the same.',
      nullable: false,
      resolve: ({ warnings }) => [...warnings],
    }),
    blockers: t.field({
      type: [UserError],
      description: 'Reasons to refuse the merge; empty if it is possible.',
      nullable: false,
      resolve: ({ blockers }) => toUserErrors(blockers),
    }),
    previewToken: t.exposeString('previewToken', {
      description:
        'Token for `mergeClients`, valid until one of the clients changes; null if there are blockers.',
    }),
  }),
});

builder.queryField('mergePreview', (t) =>
  t.field({
    type: MergePreview,
    description:
      'Computes the effects of `mergeClients` on each value and contact, without changing anything.',
    nullable: false,
    args: mergeArguments(t),
    resolve: (_root, args, context) => mergePreview(requireViewer(context), args),
  }),
);
