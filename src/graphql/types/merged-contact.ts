import {
  contactFates,
  type MergedContact as MergedContactRow,
} from '../../domain/clients/merge/contacts.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum } from '../kit/kinds.ts';

const ContactFate = describedEnum('ContactFate', 'Effect of a merge on a contact.', contactFates);

/** A contact of a merge. */
export const MergedContact = builder.objectRef<MergedContactRow>('MergedContact').implement({
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
