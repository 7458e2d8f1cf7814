import type { MovedParts as MovedPartsRow } from '../../domain/clients/merge/preview.ts';
import { builder } from '../kit/builder.ts';

/** How many parts of clients move. */
export const MovedParts = builder.objectRef<MovedPartsRow>('MovedParts').implement({
  description: 'How many parts of clients move to another client.',
  fields: (t) => ({
    contacts: t.exposeInt('contacts', { description: 'Contacts.', nullable: false }),
    documents: t.exposeInt('documents', { description: 'Documents.', nullable: false }),
    gatewayTokens: t.exposeInt('gatewayTokens', {
      description: 'Gateway tokens, deleted ones left out.',
      nullable: false,
    }),
    ledgerEntries: t.exposeInt('ledgerEntries', {
      description: 'Ledger entries.',
      nullable: false,
    }),
  }),
});
