import type { Item } from '../../domain/core/batch.ts';
import { MAX_ENTRIES, type PostedEntry, postLedgerEntries } from '../../domain/ledger/ledger.ts';
import { ledgerEntryFields } from '../../domain/records/fields.ts';
import { builder } from '../kit/builder.ts';
import { inputFields } from '../kit/kinds.ts';
import { policyArgument } from '../kit/write-arguments.ts';
import { clientField } from '../types/client-field.ts';
import { doneOf, itemResult } from '../types/item-result.ts';
import { LedgerEntry, LedgerEntryKind } from '../types/ledger-entry.ts';
import { loadOwnedRecord } from '../types/owned-loading.ts';
import { mutationField } from './mutation-field.ts';

const LedgerEntryInput = builder.inputType('LedgerEntryInput', {
  description: 'A ledger entry to post.',
  fields: (t) => ({
    clientId: t.id({
      required: true,
      description: 'Client id, with or without the prefix `client_`.',
    }),
    kind: t.field({ type: LedgerEntryKind, required: true, description: 'Type of the entry.' }),
    ...inputFields(t, 'LedgerEntry', ledgerEntryFields),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description:
        "Amount in the client's currency, not 0. A negative amount reverses an entry of the same type.",
    }),
    date: t.field({ type: 'DateTime', description: 'Time of the entry. Default: now.' }),
  }),
});

const PostLedgerEntryResult = itemResult<Item<PostedEntry>>(
  'PostLedgerEntryResult',
  'Result for one entry.',
  (t) => ({
    entry: t.field({
      type: LedgerEntry,
      description: 'Posted entry; null if refused, or for a dry run.',
      resolve: (item, _args, context) => {
        const id = doneOf(item)?.entryId;
        return id === undefined ? null : loadOwnedRecord(context, 'LedgerEntry', id);
      },
    }),
    balance: t.field({
      type: 'Decimal',
      description: 'Balance of the client after the entry; null if refused.',
      resolve: (item) => doneOf(item)?.balance ?? null,
    }),
    client: clientField(
      t,
      (item) => doneOf(item)?.clientId ?? null,
      'Client after the mutation; null if refused.',
    ),
  }),
);

mutationField('postLedgerEntries', {
  description: `Posts up to ${MAX_ENTRIES} invoices, payments, credits and adjustments, in one transaction and in their order.`,
  args: (t) => ({
    entries: t.arg({ type: [LedgerEntryInput], required: true, description: 'Entries to post.' }),
    ...policyArgument(t),
  }),
  run: (viewing, args, request) => {
    const entries = args.entries.map(({ clientId, kind, ...values }) => ({
      clientId: String(clientId),
      kind,
      values,
    }));
    return postLedgerEntries(viewing, entries, args.policy ?? 'REJECT_ALL', request);
  },
  fields: (t) => ({
    results: t.field({
      type: [PostLedgerEntryResult],
      description: 'Result for each entry, in their order; null if the mutation was refused.',
      resolve: ({ result }) => result,
    }),
  }),
});
