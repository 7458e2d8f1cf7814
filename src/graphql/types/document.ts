import { requireViewer } from '../../domain/core/context.ts';
import { type ChildRow, readChildren } from '../../domain/records/children.ts';
import { documentFields } from '../../domain/records/fields.ts';
import { fieldSource } from '../compiler/field-source.ts';
import { builder, type GraphQLContext } from '../kit/builder.ts';
import { outputFields } from '../kit/kinds.ts';
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
      ...fieldSource({ columns: ['id'] }),
      resolve: ({ id }, _args, { appUrl, ids }) =>
        `${appUrl}/api/v1/documents/${ids.encode(id)}/download`,
    }),
  }),
});

/** Reads a document of the company, together with all others that are asked for at once; null when there is none. */
export const readDocument = (context: GraphQLContext, id: number): Promise<ChildRow | null> =>
  context.loader.load<number, ChildRow | null>('document', id, async (ids) => {
    const rows = await readChildren(requireViewer(context), 'document', ids);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((each) => byId.get(each) ?? null);
  });
