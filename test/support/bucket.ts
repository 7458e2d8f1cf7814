import { startFauxqs } from 'fauxqs';
import type { BucketSettings } from '../../src/domain/documents/store/s3-store.ts';

/** A server of its own that speaks S3 over HTTP and has one empty bucket. */
export interface BucketServer {
  /** Returns the settings for the bucket, or for the part of it whose names start with a prefix. */
  settings(prefix?: string): BucketSettings;
  close(): Promise<void>;
}

/** Starts a server that speaks S3, and puts credentials where every S3 client looks for them. */
export async function startBucket(): Promise<BucketServer> {
  const bucket = 'documents';
  const server = await startFauxqs({ port: 0, logger: false });
  server.createBucket(bucket);
  process.env.AWS_ACCESS_KEY_ID = 'test';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  const endpoint = `http://127.0.0.1:${server.port}`;
  return {
    settings: (prefix = '') => ({
      bucket,
      prefix,
      region: 'eu-central-1',
      endpoint,
      pathStyle: true,
    }),
    close: () => server.stop(),
  };
}
