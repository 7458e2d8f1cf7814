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

/** A bucket of a service that speaks S3. Credentials are found as all S3 clients find them: environment, file, role. */
export interface BucketSettings {
  readonly bucket: string;
  /** Start of every name, with a slash at the end; empty for none. */
  readonly prefix: string;
  readonly region: string;
  /** Address of the service; null for AWS itself. */
  readonly endpoint: string | null;
  /** The bucket is the first part of the path instead of part of the host name. */
  readonly pathStyle: boolean;
}

/** The parts of uploads that a process has in memory. S3 takes none that are smaller, but for the last of each. */
const PARTS: PartLimits = { size: 5 * 1024 * 1024, count: 4, patience: 1000 };

/** How long the service may say nothing, in milliseconds. Readers of downloads make it wait, too. */
const SILENCE = 120_000;

/**
 * A store in a bucket. An object appears under its name only once all of it is there.
 * @param silence how long the service may say nothing before a request to it has failed, in milliseconds
 */
export function s3Store(
  { bucket, prefix, ...service }: BucketSettings,
  silence = SILENCE,
): DocumentStore {
  // Downloads have connections of their own for as long as they are read; none may have to wait for another.
  const agent = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };
  const client = new S3Client({
    region: service.region,
    ...(service.endpoint ? { endpoint: service.endpoint } : {}),
    forcePathStyle: service.pathStyle,
    // Not every service knows the checksums that AWS added in 2024.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      httpAgent: agent,
      httpsAgent: agent,
      connectionTimeout: silence,
      socketTimeout: silence,
    },
  });
  const buffers = new PartBuffers(PARTS);
  const object = (name: string) => ({ Bucket: bucket, Key: `${prefix}${name}` });
  return {
    async write(name, bytes) {
      try {
        await writeParts(client, object(name), buffers.cut(bytes));
      } catch (error) {
        bytes.destroy();
        // A failure to tidy up after a stream that broke must not hide why it broke.
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
