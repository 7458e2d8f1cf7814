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

const UploadOutcome = describedEnum('UploadOutcome', 'What becomes of a file.', uploadOutcomes);

const doneOf = (item: Item<UploadedFile>): UploadedFile | null =>
  'done' in item ? item.done : null;

const UploadResult = builder.objectRef<Item<UploadedFile>>('UploadResult').implement({
  description: 'What became of one file.',
  fields: (t) => ({
    outcome: t.field({
      type: UploadOutcome,
      description: 'What happened; null when the file was refused.',
      resolve: (item) => doneOf(item)?.outcome ?? null,
    }),
    document: t.field({
      type: Document,
      description:
        'The document with these bytes; null when the file was refused, and for a dry run that would make it.',
      resolve: (item, _args, context) => {
        const done = doneOf(item);
        return done && readDocument(context, done.documentId);
      },
    }),
    type: t.string({
      description: 'What the bytes are, as a file extension; null when the file was refused.',
      resolve: (item) => doneOf(item)?.type ?? null,
    }),
    size: t.int({
      description: 'Length in bytes; null when the file was refused.',
      resolve: (item) => doneOf(item)?.size ?? null,
    }),
    userErrors: t.field({
      type: [UserError],
      description: 'Why the file was refused; empty when it was not.',
      nullable: false,
      resolve: (item) => ('errors' in item ? toUserErrors(item.errors) : []),
    }),
  }),
});

const UploadClientDocumentsPayload = payloadType<Uploaded>(
  'UploadClientDocumentsPayload',
  'What an upload came to.',
  (t) => ({
    client: clientField<Outcome<Uploaded>>(t, ({ result }) => result?.clientId ?? null),
    results: t.field({
      type: [UploadResult],
      description: 'What became of each file, in their order; null when the whole was refused.',
      resolve: ({ result }) => result && [...result.items],
    }),
  }),
);

const UpdateDocumentPayload = payloadType<ChangedDocument>(
  'UpdateDocumentPayload',
  'What a change of a document came to.',
  (t) => ({
    document: t.field({
      type: Document,
      description: 'The document as it is now; null when it was refused.',
      resolve: ({ result }, _args, context) => result && readDocument(context, result.documentId),
    }),
    client: clientField<Outcome<ChangedDocument>>(t, ({ result }) => result?.clientId ?? null),
  }),
);

const DeleteDocumentPayload = payloadType<ChangedDocument>(
  'DeleteDocumentPayload',
  'What a deletion of a document came to.',
  (t) => ({
    deletedId: t.id({
      description: 'The id that the document had; null when it was refused.',
      resolve: ({ result }, _args, { ids }) => result && ids.encode(result.documentId),
    }),
    client: clientField<Outcome<ChangedDocument>>(t, ({ result }) => result?.clientId ?? null),
  }),
);

const UpdateDocumentInput = builder.inputType('UpdateDocumentInput', {
  description: 'What to change of a document. Absent fields and null leave alone.',
  fields: (t) => inputFields(t, 'Document', documentFields) as Record<string, never>,
});

builder.mutationFields((t) => ({
  uploadClientDocuments: t.field({
    type: UploadClientDocumentsPayload,
    description:
      'Stores files with a client, by the GraphQL multipart request specification. What each file is, its bytes say.',
    nullable: false,
    args: {
      clientId: t.arg.id({ required: true, description: 'The id of the client, in either form.' }),
      files: t.arg({ type: ['Upload'], required: true, description: 'The files.' }),
      isPublic: t.arg.boolean({
        description: 'Whether the client sees the documents in the portal.',
        defaultValue: true,
      }),
      policy: t.arg({
        type: BatchPolicy,
        defaultValue: 'REJECT_FAILED',
        description: 'What happens to the other files when some are refused.',
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
    description: 'Changes the name of a document, or who sees it.',
    nullable: false,
    args: {
      id: t.arg.id({ required: true, description: 'The id of the document, in either form.' }),
      input: t.arg({ type: UpdateDocumentInput, required: true, description: 'The new values.' }),
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
      'Deletes a document for good. Its bytes are erased after the quarantine of the store.',
    nullable: false,
    args: {
      id: t.arg.id({ required: true, description: 'The id of the document, in either form.' }),
      ...versionArgument(t),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) => deleteDocument(viewing, args, request)),
  }),
}));
