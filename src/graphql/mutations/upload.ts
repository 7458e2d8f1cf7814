import type { Item } from '../../domain/core/batch.ts';
import {
  type Uploaded,
  type UploadedFile,
  uploadDocuments,
  uploadOutcomes,
} from '../../domain/documents/upload.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum } from '../kit/kinds.ts';
import { mutate } from '../kit/mutation.ts';
import { policyArgument, versionArgument, writeArguments } from '../kit/write-arguments.ts';
import { drainUnread, receiveFiles } from '../multipart/receive-files.ts';
import { clientField } from '../types/client-field.ts';
import { Document } from '../types/document.ts';
import { doneOf, itemResult } from '../types/item-result.ts';
import { loadOwnedRecord } from '../types/owned-loading.ts';
import { payloadType } from './mutation-field.ts';

const UploadOutcome = describedEnum('UploadOutcome', 'Result for a file.', uploadOutcomes);

const UploadResult = itemResult<Item<UploadedFile>>(
  'UploadResult',
  'Result for one file of an upload.',
  (t) => ({
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
        return done && loadOwnedRecord(context, 'Document', done.documentId);
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
  }),
);

// Not by `mutationField`: the files are no part of the arguments that an idempotency key stands for.
builder.mutationField('uploadClientDocuments', (t) =>
  t.field({
    type: payloadType<Uploaded>('uploadClientDocuments', (p) => ({
      client: clientField(p, ({ result }) => result?.clientId ?? null),
      results: p.field({
        type: [UploadResult],
        description: 'Result for each file, in their order; null if the mutation was refused.',
        resolve: ({ result }) => result?.items,
      }),
    })),
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
      ...policyArgument(t, 'files', 'REJECT_FAILED'),
      ...versionArgument(t),
      ...writeArguments(t),
    },
    resolve: (_root, { files, ...args }, context, info) =>
      mutate({ context, info, args }, (viewing, request) => {
        const { clientId, isPublic, expectedVersion } = args;
        const upload = { clientId, expectedVersion, policy: args.policy ?? 'REJECT_FAILED' };
        const source = receiveFiles(files, { isPublic });
        return uploadDocuments(viewing, { ...upload, source }, request);
      }).finally(() => drainUnread(files)),
  }),
);
