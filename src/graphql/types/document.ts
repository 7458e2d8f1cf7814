import { requireViewer } from '../../domain/core/context.ts';
import { documentFields } from '../../domain/records/fields.ts';
import { type OwnedRow, readOwnedRecords } from '../../domain/records/owned-pages.ts';
import { fieldSource } from '../compiler/field-source.ts';
import { builder, type GraphQLContext } from '../kit/builder.ts';
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

/** Reads a document of the company, together with all others that are asked for at once; null when there is none. */
export const readDocument = (context: GraphQLContext, id: number): Promise<OwnedRow | null> =>
  context.loader.load<number, OwnedRow | null>('document', id, async (ids) => {
    const rows = await readOwnedRecords(requireViewer(context), 'document', ids);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((each) => byId.get(each) ?? null);
  });
