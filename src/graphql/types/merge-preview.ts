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
import { clientField } from '../kit/mutation.ts';
import { toUserErrors, UserError } from '../kit/user-errors.ts';
import { MergedField, mergeArguments } from '../mutations/merge-arguments.ts';
import { MovedParts } from './moved-parts.ts';

const MergedMoney = builder.objectRef<MergedMoneyRow>('MergedMoney').implement({
  description: 'The sums of the amounts of all clients of a merge.',
  fields: (t) => {
    const amount = (name: keyof MergedMoneyRow, description: string) =>
      t.field({ type: 'Decimal', description, nullable: false, resolve: (money) => money[name] });
    return {
      balance: amount('balance', 'What is owed.'),
      paidToDate: amount('paidToDate', 'What was paid so far.'),
      paymentBalance: amount('paymentBalance', 'Payments that no invoice has used yet.'),
      creditBalance: amount('creditBalance', 'Credit that may still be used.'),
    };
  },
});

const MergeSource = builder.objectRef<MergePreviewRow['sources'][number]>('MergeSource').implement({
  description: 'A client that becomes part of another.',
  fields: (t) => ({
    client: clientField<MergePreviewRow['sources'][number]>(
      t,
      ({ clientId }) => clientId,
      'The client as it is now.',
    ),
    moves: t.expose('moved', {
      type: MovedParts,
      description: 'What of it moves to the survivor.',
      nullable: false,
    }),
  }),
});

const MergedValueReason = describedEnum(
  'MergedValueReason',
  'Why the survivor of a merge has the value that it will have.',
  valueReasons,
);

const MergeCandidate = builder
  .objectRef<MergedValueRow['candidates'][number]>('MergeCandidate')
  .implement({
    description: 'The value of a field that one client of a merge has.',
    fields: (t) => ({
      clientId: t.id({
        description: 'The client.',
        nullable: false,
        resolve: ({ clientId }, _args, { ids }) => ids.encode(clientId),
      }),
      value: t.field({
        type: 'JSON',
        description: 'Its value; null when it has none.',
        resolve: ({ value }) => value,
      }),
    }),
  });

const MergedValue = builder.objectRef<MergedValueRow>('MergedValue').implement({
  description: 'A field in which the clients of a merge differ, and which value wins.',
  fields: (t) => ({
    field: t.expose('field', { type: MergedField, description: 'The field.', nullable: false }),
    winner: t.id({
      description: 'The client whose value wins.',
      nullable: false,
      resolve: ({ winnerId }, _args, { ids }) => ids.encode(winnerId),
    }),
    reason: t.expose('reason', {
      type: MergedValueReason,
      description: 'Why it wins.',
      nullable: false,
    }),
    suggestion: t.id({
      description:
        'Where the survivor has no value: the first client that has one, to be chosen by `choose`. Else null.',
      resolve: ({ suggestionId }, _args, { ids }) =>
        suggestionId === null ? null : ids.encode(suggestionId),
    }),
    candidates: t.field({
      type: [MergeCandidate],
      description: 'The value of each client, the survivor first.',
      nullable: false,
      resolve: ({ candidates }) => [...candidates],
    }),
  }),
});

const ContactFate = describedEnum(
  'ContactFate',
  'What becomes of a contact when its client is merged.',
  contactFates,
);

const MergedContact = builder.objectRef<MergedContactRow>('MergedContact').implement({
  description: 'A contact of a client of a merge, and what becomes of it.',
  fields: (t) => ({
    id: t.id({
      description: 'The id of the contact.',
      nullable: false,
      resolve: ({ contact }, _args, { ids }) => ids.encode(contact.id),
    }),
    clientId: t.id({
      description: 'The client that it belongs to before the merge.',
      nullable: false,
      resolve: ({ clientId }, _args, { ids }) => ids.encode(clientId),
    }),
    firstName: t.string({
      description: 'Its first name.',
      resolve: ({ contact }) => contact.firstName as string | null,
    }),
    lastName: t.string({
      description: 'Its last name.',
      resolve: ({ contact }) => contact.lastName as string | null,
    }),
    email: t.string({
      description: 'Its e-mail address.',
      resolve: ({ contact }) => contact.email as string | null,
    }),
    fate: t.expose('fate', {
      type: ContactFate,
      description: 'What becomes of it.',
      nullable: false,
    }),
    isPrimary: t.exposeBoolean('isPrimary', {
      description: 'Whether it will be the primary contact of the survivor.',
      nullable: false,
    }),
  }),
});

const MergeWarning = describedEnum(
  'MergeWarning',
  'What may surprise in a merge without speaking against it.',
  mergeWarnings,
);

const MergePreview = builder.objectRef<MergePreviewRow>('MergePreview').implement({
  description: 'What a merge would do. Nothing is done yet.',
  fields: (t) => ({
    survivor: clientField<MergePreviewRow>(
      t,
      ({ survivorId }) => survivorId,
      'The client that stays, as it is now; null when there is none of this id.',
    ),
    sources: t.field({
      type: [MergeSource],
      description: 'The clients that become part of it, with what moves.',
      nullable: false,
      resolve: ({ sources }) => [...sources],
    }),
    values: t.field({
      type: [MergedValue],
      description: 'The fields in which the clients differ, and which value wins.',
      nullable: false,
      resolve: ({ values }) => [...values],
    }),
    contacts: t.field({
      type: [MergedContact],
      description: 'All contacts of the clients, and what becomes of them.',
      nullable: false,
      resolve: ({ contacts }) => [...contacts],
    }),
    money: t.expose('money', {
      type: MergedMoney,
      description:
        "What the survivor's amounts will be; null when there is no survivor, or one is larger than it may be.",
    }),
    warnings: t.field({
      type: [MergeWarning],
      description: 'What may surprise.',
      nullable: false,
      resolve: ({ warnings }) => [...warnings],
    }),
    blockers: t.field({
      type: [UserError],
      description: 'Everything for which the merge would be refused; empty when it can be done.',
      nullable: false,
      resolve: ({ blockers }) => toUserErrors(blockers),
    }),
    previewToken: t.exposeString('previewToken', {
      description:
        'What `mergeClients` wants to be shown: it works as long as the clients stay as they are. Null when there are blockers.',
    }),
  }),
});

builder.queryField('mergePreview', (t) =>
  t.field({
    type: MergePreview,
    description: 'Says what `mergeClients` would do, down to each value and contact.',
    nullable: false,
    args: mergeArguments(t),
    resolve: (_root, args, context) => mergePreview(requireViewer(context), args),
  }),
);
