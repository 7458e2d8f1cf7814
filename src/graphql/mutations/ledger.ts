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
  description: "A movement of a client's money to post.",
  fields: (t) => ({
    clientId: t.id({ required: true, description: 'The id of the client, in either form.' }),
    kind: t.field({ type: LedgerEntryKind, required: true, description: 'What moved.' }),
    ...(inputFields(t, 'LedgerEntry', ledgerEntryFields) as Record<string, never>),
    amount: t.field({
      type: 'Decimal',
      required: true,
      description:
        "The amount, in the client's currency, and not 0. A negative one takes back what an entry of the kind did.",
    }),
    date: t.field({ type: 'DateTime', description: 'When the money moved; absent for now.' }),
  }),
});

type EntryItem = Item<PostedEntry>;

const done = (item: EntryItem) => ('done' in item ? item.done : null);

const PostLedgerEntryResult = builder.objectRef<EntryItem>('PostLedgerEntryResult').implement({
  description: 'What one of many entries came to.',
  fields: (t) => ({
    entry: t.field({
      type: LedgerEntry,
      description: 'The entry; null when it was refused, and for a dry run.',
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
      description: "The client's balance after the entry; null when it was refused.",
      resolve: (item) => done(item)?.balance ?? null,
    }),
    client: clientField<EntryItem>(
      t,
      (item) => done(item)?.clientId ?? null,
      'The client as it is now; null when the entry was refused.',
    ) as never,
    userErrors: t.field({
      type: [UserError],
      description: 'Why it was refused; empty when it was posted.',
      nullable: false,
      resolve: (item) => ('errors' in item ? toUserErrors(item.errors) : []),
    }),
  }),
});

const PostLedgerEntriesPayload = payloadType<EntryItem[]>(
  'PostLedgerEntriesPayload',
  'What many ledger entries came to.',
  (t) => ({
    results: t.field({
      type: [PostLedgerEntryResult],
      description: 'What each entry came to, in their order; null when the whole was refused.',
      resolve: ({ result }) => result,
    }),
  }),
);

builder.mutationField('postLedgerEntries', (t) =>
  t.field({
    type: PostLedgerEntriesPayload,
    description: `Posts up to ${MAX_ENTRIES} invoices, payments, credits and adjustments to the ledgers of clients, in one transaction and in their order.`,
    nullable: false,
    args: {
      entries: t.arg({ type: [LedgerEntryInput], required: true, description: 'The entries.' }),
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
