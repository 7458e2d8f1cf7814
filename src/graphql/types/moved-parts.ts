import type { MovedParts as MovedPartsRow } from '../../domain/clients/merge/preview.ts';
import { builder } from '../kit/builder.ts';

/** Counts of the records that a merge moves. */
export const MovedParts = builder.objectRef<MovedPartsRow>('MovedParts').implement({
  description: 'Number of records that move from merged clients to the survivor.',
  fields: (t) => ({
    contacts: t.exposeInt('contacts', { description: 'Contacts.', nullable: false }),
    documents: t.exposeInt('documents', { description: 'Documents.', nullable: false }),
    gatewayTokens: t.exposeInt('gatewayTokens', {
      description: 'Gateway tokens that are not deleted.',
      nullable: false,
    }),
    ledgerEntries: t.exposeInt('ledgerEntries', {
      description: 'Ledger entries.',
      nullable: false,
    }),
  }),
});
