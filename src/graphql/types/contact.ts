import { contactFields, MASKED_PASSWORD } from '../../domain/records/fields.ts';
import { builder } from '../kit/builder.ts';
import { outputFields } from '../kit/kinds.ts';
import { idFields, Node } from './node.ts';

/** A contact of a client. */
export const Contact = builder.prismaObject('Contact', {
  description: 'A person at a client, with an e-mail address and a portal login.',
  interfaces: [Node],
  fields: (t) => ({
    ...idFields(t, 'Contact'),
    ...outputFields(t, 'Contact', contactFields),
    password: t.string({
      description: 'Ten stars if a portal password is set, else null.',
      select: { passwordHash: true },
      resolve: ({ passwordHash }) => (passwordHash === null ? null : MASKED_PASSWORD),
    }),
    link: t.string({
      description: 'URL that logs the contact in to the portal.',
      nullable: false,
      select: { contactKey: true },
      resolve: ({ contactKey }, _args, { appUrl }) => `${appUrl}/client/key_login/${contactKey}`,
    }),
  }),
});
