import type { MergedMoney as MergedMoneyRow } from '../../domain/clients/merge/money.ts';
import {
  type MergePreview as MergePreviewRow,
  mergePreview,
  mergeWarnings,
} from '../../domain/clients/merge/preview.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum } from '../kit/kinds.ts';
import { toUserErrors } from '../kit/user-errors.ts';
import { mergeArguments } from '../mutations/merge-arguments.ts';
import { clientField } from './client-field.ts';
import { MergedContact } from './merged-contact.ts';
import { MergedValue } from './merged-value.ts';
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
