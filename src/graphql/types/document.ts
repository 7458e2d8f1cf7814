import { documentFields } from '../../domain/records/fields.ts';
import type { OwnedRow } from '../../domain/records/owned-pages.ts';
import { fieldSource } from '../compiler/field-source.ts';
import { builder } from '../kit/builder.ts';
import { outputFields } from '../kit/kinds.ts';
import { idFields, Node } from './node.ts';

/** A document of a client. */
export const Document = builder.objectRef<OwnedRow>('Document').implement({
  description: 'A file of a client.',
  interfaces: [Node],
  fields: (t) => ({
    ...idFields(t, 'Document'),
    ...outputFields(t, 'Document', documentFields),
    url: t.string({
      description: 'Download URL; needs the same token.',
      nullable: false,
      ...fieldSource({ columns: ['id'] }),
      resolve: ({ id }, _args, { appUrl, ids }) =>
        `${appUrl}/api/v1/documents/${ids.encode(id)}/download`,
    }),
  }),
});
