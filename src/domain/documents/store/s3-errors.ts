import { S3ServiceException } from '@aws-sdk/client-s3';

/**
 * Returns null for the error that the service lacks a feature: some cannot list uploads, others ignore conditions.
 * @throws any other error
 */
export function unsupported(error: unknown): null {
  if (error instanceof S3ServiceException && error.name === 'NotImplemented') return null;
  throw error;
}

/** Returns null for the error that an object is missing. @throws any other error */
export function absent(error: unknown): null {
  const known = error instanceof S3ServiceException ? error : null;
  if (known?.$metadata.httpStatusCode === 404 && known.name !== 'NoSuchBucket') return null;
  throw error;
}
