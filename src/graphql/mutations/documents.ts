import type { Item } from '../../domain/core/batch.ts';
import { deleteDocument } from '../../domain/documents/delete.ts';
import { type ChangedDocument, updateDocument } from '../../domain/documents/update.ts';
import {
  type Uploaded,
  type UploadedFile,
  uploadDocuments,
  uploadOutcomes,
} from '../../domain/documents/upload.ts';
import { documentFields } from '../../domain/records/fields.ts';
import { BatchPolicy } from '../kit/batch-types.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum, inputFields } from '../kit/kinds.ts';
import {
  clientField,
  mutate,
  type Outcome,
  payloadType,
  versionArgument,
  writeArguments,
} from '../kit/mutation.ts';
import { toUserErrors, UserError } from '../kit/user-errors.ts';
import { drainUnread, receiveFiles } from '../multipart/receive-files.ts';
import { Document, readDocument } from '../types/document.ts';

const UploadOutcome = describedEnum('UploadOutcome', 'Result for a file.', uploadOutcomes);

const doneOf = (item: Item<UploadedFile>): UploadedFile | null =>
  'done' in item ? item.done : null;

const UploadResult = builder.objectRef<Item<UploadedFile>>('UploadResult').implement({
  description: 'Result for one file of an upload.',
  fields: (t) => ({
    outcome: t.field({
      type: UploadOutcome,
      description: 'Outcome; null if refused.',
      resolve: (item) => doneOf(item)?.outcome ?? null,
    }),
    document: t.field({
      type: Document,
      description: 'Document with these bytes; null if refused, or if a dry run would create it.',
      resolve: (item, _args, context) => {
        const done = doneOf(item);
        return done && readDocument(context, done.documentId);
      },
    }),
    type: t.string({
      description: 'File type as an extension, detected from the bytes; null if refused.',
      resolve: (item) => doneOf(item)?.type ?? null,
    }),
    size: t.int({
      description: 'Size in bytes; null if refused.',
      resolve: (item) => doneOf(item)?.size ?? null,
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'Refusals; empty on success.',
      nullable: false,
      resolve: (item) => ('errors' in item ? toUserErrors(item.errors) : []),
    }),
  }),
});

const UploadClientDocumentsPayload = payloadType<Uploaded>(
  'UploadClientDocumentsPayload',
  'Result of `uploadClientDocuments`.',
  (t) => ({
    client: clientField<Outcome<Uploaded>>(t, ({ result }) => result?.clientId ?? null),
    results: t.field({
      type: [UploadResult],
      description: 'Result for each file, in their order; null if the mutation was refused.',
      resolve: ({ result }) => result && [...result.items],
    }),
  }),
);

const UpdateDocumentPayload = payloadType<ChangedDocument>(
  'UpdateDocumentPayload',
  'Result of `updateDocument`.',
  (t) => ({
    document: t.field({
      type: Document,
      description: 'Document after the mutation; null if refused.',
      resolve: ({ result }, _args, context) => result && readDocument(context, result.documentId),
    }),
    client: clientField<Outcome<ChangedDocument>>(t, ({ result }) => result?.clientId ?? null),
  }),
);

const DeleteDocumentPayload = payloadType<ChangedDocument>(
  'DeleteDocumentPayload',
  'Result of `deleteDocument`.',
  (t) => ({
    deletedId: t.id({
      description: 'Id of the deleted document; null if refused.',
      resolve: ({ result }, _args, { ids }) => result && ids.encode(result.documentId),
    }),
    client: clientField<Outcome<ChangedDocument>>(t, ({ result }) => result?.clientId ?? null),
  }),
);

const UpdateDocumentInput = builder.inputType('UpdateDocumentInput', {
  description: 'Values to change. Absent and null fields stay as they are.',
  fields: (t) => inputFields(t, 'Document', documentFields) as Record<string, never>,
});

builder.mutationFields((t) => ({
  uploadClientDocuments: t.field({
    type: UploadClientDocumentsPayload,
    description:
      'Uploads documents of a client by the GraphQL multipart request specification. File types are detected from the bytes.',
    nullable: false,
    args: {
      clientId: t.arg.id({
        required: true,
        description: 'Client id, with or without the prefix `client_`.',
      }),
      files: t.arg({ type: ['Upload'], required: true, description: 'Files to store.' }),
      isPublic: t.arg.boolean({
        description: 'True if the client sees the documents in the portal.',
        defaultValue: true,
      }),
      policy: t.arg({
        type: BatchPolicy,
        defaultValue: 'REJECT_FAILED',
        description: 'Effect on the other files if some are refused.',
      }),
      ...versionArgument(t),
      ...writeArguments(t),
    },
    resolve: (_root, { files, ...args }, context, info) =>
      mutate(context, info, args, async (viewing, request) => {
        const { clientId, isPublic, expectedVersion } = args;
        const upload = { clientId, expectedVersion, policy: args.policy ?? 'REJECT_FAILED' };
        const source = receiveFiles(files, { isPublic });
        return await uploadDocuments(viewing, { ...upload, source }, request);
      }).finally(() => drainUnread(files)),
  }),
  updateDocument: t.field({
    type: UpdateDocumentPayload,
    description: 'Changes the name or visibility of a document.',
    nullable: false,
    args: {
      id: t.arg.id({
        required: true,
        description: 'Document id, with or without the prefix `document_`.',
      }),
      input: t.arg({ type: UpdateDocumentInput, required: true, description: 'Values to change.' }),
      ...versionArgument(t),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) =>
        updateDocument(viewing, { ...args, values: args.input }, request),
      ),
  }),
  deleteDocument: t.field({
    type: DeleteDocumentPayload,
    description:
      'Deletes a document permanently. Its bytes are erased at the end of the quarantine.',
    nullable: false,
    args: {
      id: t.arg.id({
        required: true,
        description: 'Document id, with or without the prefix `document_`.',
      }),
      ...versionArgument(t),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) => deleteDocument(viewing, args, request)),
  }),
}));
