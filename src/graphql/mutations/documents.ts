import { deleteDocument } from '../../domain/documents/delete.ts';
import { updateDocument } from '../../domain/documents/update.ts';
import { documentFields } from '../../domain/records/fields.ts';
import { builder, type FieldBuilder } from '../kit/builder.ts';
import { inputFields } from '../kit/kinds.ts';
import { versionArgument } from '../kit/write-arguments.ts';
import { clientField } from '../types/client-field.ts';
import { Document } from '../types/document.ts';
import { loadOwnedRecord } from '../types/owned-loading.ts';
import { mutationField } from './mutation-field.ts';

const UpdateDocumentInput = builder.inputType('UpdateDocumentInput', {
  description: 'Values to change. Absent and null fields stay as they are.',
  fields: (t) => inputFields(t, 'Document', documentFields),
});

const idArgument = ({ arg }: FieldBuilder) => ({
  id: arg.id({
    required: true,
    description: 'Document id, with or without the prefix `document_`.',
  }),
});

mutationField('updateDocument', {
  description: 'Changes the name or visibility of a document.',
  args: (t) => ({
    ...idArgument(t),
    input: t.arg({ type: UpdateDocumentInput, required: true, description: 'Values to change.' }),
    ...versionArgument(t),
  }),
  run: (viewing, args, request) =>
    updateDocument(viewing, { ...args, values: args.input }, request),
  fields: (t) => ({
    document: t.field({
      type: Document,
      description: 'Document after the mutation; null if refused.',
      resolve: ({ result }, _args, context) =>
        result && loadOwnedRecord(context, 'Document', result.documentId),
    }),
    client: clientField(t, ({ result }) => result?.clientId ?? null),
  }),
});

mutationField('deleteDocument', {
  description: 'Deletes a document permanently. Its bytes are erased at the end of the quarantine.',
  args: (t) => ({ ...idArgument(t), ...versionArgument(t) }),
  run: (viewing, args, request) => deleteDocument(viewing, args, request),
  fields: (t) => ({
    deletedId: t.id({
      description: 'Id of the deleted document; null if refused.',
      resolve: ({ result }, _args, { ids }) => result && ids.encode(result.documentId),
    }),
    client: clientField(t, ({ result }) => result?.clientId ?? null),
  }),
});
