import { documentationOf } from '../../db/documentation.ts';
import { type LedgerKind, ledgerKinds } from '../../domain/ledger/ledger-kinds.ts';
import { ledgerEntryFields } from '../../domain/records/fields.ts';
import type { OwnedRow } from '../../domain/records/owned-pages.ts';
import { fieldSource } from '../compiler/field-source.ts';
import { builder } from '../kit/builder.ts';
import { outputFields } from '../kit/kinds.ts';
import { idFields, Node } from './node.ts';

/** Type of a ledger entry. */
export const LedgerEntryKind = builder.enumType('LedgerEntryKind', {
  description: 'Type of a ledger entry.',
  values: ledgerKinds,
});

/** An entry of a client's ledger. */
export const LedgerEntry = builder.objectRef<OwnedRow>('LedgerEntry').implement({
  description: "A change of a client's amounts. Ledger entries are never edited.",
  interfaces: [Node],
  fields: (t) => ({
    ...idFields(t, 'LedgerEntry'),
    ...outputFields(t, 'LedgerEntry', ledgerEntryFields),
    kind: t.field({
      type: LedgerEntryKind,
      description: documentationOf('LedgerEntry', 'kind'),
      nullable: false,
      ...fieldSource({ columns: ['kind'] }),
      resolve: ({ kind }) => kind as LedgerKind,
    }),
  }),
});
