import type { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { PartBuffers, type PartLimits } from '../part-buffers.ts';
import { absent } from './s3-errors.ts';
import { abortUploads, putIfAbsent, writeParts } from './s3-write.ts';
import type { DocumentStore } from './store.ts';

/** A bucket of an S3-compatible service. Credentials come from the environment, a file or a role, as for all S3 clients. */
export interface BucketSettings {
  readonly bucket: string;
  /** The prefix of all names, with a slash at its end; empty for none. */
  readonly prefix: string;
  readonly region: string;
  /** The address of the service; null for AWS itself. */
  readonly endpoint: string | null;
  /** True if the bucket is the first part of the path instead of part of the host name. */
  readonly pathStyle: boolean;
}

/** The memory for the parts of uploads. S3 accepts no smaller ones, except as the last part. */
const PART_LIMITS: PartLimits = { size: 5 * 1024 * 1024, count: 4, patience: 1000 };

/** The default timeout in milliseconds. It covers the time in which a reader of a download pauses. */
const SOCKET_TIMEOUT_MS = 120_000;

/**
 * Returns a store in a bucket. An object appears under its name only once it is complete.
 * @param timeout milliseconds without data after which a request to the service fails
 */
export function s3Store(
  { bucket, prefix, ...service }: BucketSettings,
  timeout = SOCKET_TIMEOUT_MS,
): DocumentStore {
  // A download holds a connection as long as it is read, so the number of connections must not be limited.
  const agent = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };
  const client = new S3Client({
    region: service.region,
    ...(service.endpoint ? { endpoint: service.endpoint } : {}),
    forcePathStyle: service.pathStyle,
    // Not every service supports the checksums that AWS added in 2024.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      httpAgent: agent,
      httpsAgent: agent,
      connectionTimeout: timeout,
      socketTimeout: timeout,
    },
  });
  const buffers = new PartBuffers(PART_LIMITS);
  const object = (name: string) => ({ Bucket: bucket, Key: `${prefix}${name}` });
  return {
    async write(name, bytes) {
      try {
        await writeParts(client, object(name), buffers.cut(bytes));
      } catch (error) {
        bytes.destroy();
        // The error of the stream is the cause; the error of the service follows from it.
        throw bytes.errored ?? error;
      }
    },
    create: (name, text) => putIfAbsent(client, { ...object(name), Body: text }),
    async read(name, range) {
      const Range = range && `bytes=${range.start}-${range.end}`;
      const found = await client
        .send(new GetObjectCommand({ ...object(name), Range }))
        .catch(absent);
      return (found?.Body as Readable | undefined) ?? null;
    },
    async size(name) {
      const found = await client.send(new HeadObjectCommand(object(name))).catch(absent);
      return found?.ContentLength ?? null;
    },
    async move(from, to) {
      const { Bucket, Key } = object(from);
      const CopySource = `${Bucket}/${Key.split('/').map(encodeURIComponent).join('/')}`;
      const copied = await client
        .send(new CopyObjectCommand({ ...object(to), CopySource }))
        .catch(absent);
      if (!copied) return false;
      await client.send(new DeleteObjectCommand({ Bucket, Key }));
      return true;
    },
    async remove(name) {
      await client.send(new DeleteObjectCommand(object(name)));
    },
    async *list(start) {
      const query = { Bucket: bucket, Prefix: `${prefix}${start}` };
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, query)) {
        for (const { Key, LastModified } of Contents) {
          if (Key && LastModified)
            yield { name: Key.slice(prefix.length), writtenAt: LastModified };
        }
      }
    },
    removeUnfinished: (name) => abortUploads(client, object(name)),
  };
}
