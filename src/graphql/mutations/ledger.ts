import type { Item } from '../../domain/core/batch.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { MAX_ENTRIES, type PostedEntry, postLedgerEntries } from '../../domain/ledger/ledger.ts';
import { ledgerEntryFields } from '../../domain/records/fields.ts';
import { type OwnedRow, readOwnedRecords } from '../../domain/records/owned-pages.ts';
import { policyArgument } from '../kit/batch-types.ts';
import { builder } from '../kit/builder.ts';
import { inputFields } from '../kit/kinds.ts';
import { clientField, mutate, payloadType, writeArguments } from '../kit/mutation.ts';
import { toUserErrors, UserError } from '../kit/user-errors.ts';
import { LedgerEntry, LedgerEntryKind } from '../types/ledger-entry.ts';

const LedgerEntryInput = builder.inputType('LedgerEntryInput', {
  description: 'A ledger entry to post.',
  fields: (t) => ({
    clientId: t.id({
      required: true,
      description: 'Client id, with or without the prefix `client_`.',
    }),
    kind: t.field({ type: LedgerEntryKind, required: true, description: 'Type of the entry.' }),
    ...(inputFields(t, 'LedgerEntry', ledgerEntryFields) as Record<string, never>),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description:
        "Amount in the client's currency, not 0. A negative amount reverses an entry of the same type.",
    }),
    date: t.field({ type: 'DateTime', description: 'Time of the entry. Default: now.' }),
  }),
});

type EntryItem = Item<PostedEntry>;

const done = (item: EntryItem) => ('done' in item ? item.done : null);

const PostLedgerEntryResult = builder.objectRef<EntryItem>('PostLedgerEntryResult').implement({
  description: 'Result for one entry.',
  fields: (t) => ({
    entry: t.field({
      type: LedgerEntry,
      description: 'Posted entry; null if refused, or for a dry run.',
      resolve: (item, _args, context) => {
        const id = done(item)?.entryId;
        if (id === undefined) return null;
        return context.loader.load<number, OwnedRow | null>('posted', id, async (ids) => {
          const rows = await readOwnedRecords(requireViewer(context), 'ledgerEntry', ids);
          const found = new Map(rows.map((row) => [row.id, row]));
          return ids.map((number) => found.get(number) ?? null);
        });
      },
    }),
    balance: t.field({
      type: 'Decimal',
      description: 'Balance of the client after the entry; null if refused.',
      resolve: (item) => done(item)?.balance ?? null,
    }),
    client: clientField<EntryItem>(
      t,
      (item) => done(item)?.clientId ?? null,
      'Client after the mutation; null if refused.',
    ) as never,
    userErrors: t.field({
      type: [UserError],
      description: 'Refusals; empty on success.',
      nullable: false,
      resolve: (item) => ('errors' in item ? toUserErrors(item.errors) : []),
    }),
  }),
});

const PostLedgerEntriesPayload = payloadType<EntryItem[]>(
  'PostLedgerEntriesPayload',
  'Result of `postLedgerEntries`.',
  (t) => ({
    results: t.field({
      type: [PostLedgerEntryResult],
      description: 'Result for each entry, in their order; null if the mutation was refused.',
      resolve: ({ result }) => result,
    }),
  }),
);

builder.mutationField('postLedgerEntries', (t) =>
  t.field({
    type: PostLedgerEntriesPayload,
    description: `Posts up to ${MAX_ENTRIES} invoices, payments, credits and adjustments, in one transaction and in their order.`,
    nullable: false,
    args: {
      entries: t.arg({ type: [LedgerEntryInput], required: true, description: 'Entries to post.' }),
      ...policyArgument(t),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) => {
        const entries = args.entries.map(({ clientId, kind, ...values }) => ({
          clientId: String(clientId),
          kind,
          values,
        }));
        return postLedgerEntries(viewing, entries, args.policy ?? 'REJECT_ALL', request);
      }),
  }),
);
