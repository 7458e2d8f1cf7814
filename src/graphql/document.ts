import type { ChildRow } from '../domain/client/children.ts';
import { documentFields } from '../domain/client/fields.ts';
import { builder } from './builder.ts';
import { madeOf } from './compiler/reading.ts';
import { outputFields } from './kinds.ts';
import { idFields, Node } from './node.ts';

/** A document of a client. */
export const Document = builder.objectRef<ChildRow>('Document').implement({
  description: 'A file that belongs to a client.',
  interfaces: [Node],
  fields: (t) => ({
    ...idFields(t, 'Document'),
    ...outputFields(t, 'Document', documentFields),
    url: t.string({
      description: 'Where the bytes can be had, with the same token.',
      nullable: false,
      ...madeOf({ columns: ['id'] }),
      resolve: ({ id }, _args, { appUrl, ids }) =>
        `${appUrl}/api/v1/documents/${ids.encode(id)}/download`,
    }),
  }),
});
