import { S3ServiceException } from '@aws-sdk/client-s3';

/** Some services cannot list uploads, which they clear themselves by a rule of the bucket, or know no conditions. */
export function unsupported(error: unknown): null {
  if (error instanceof S3ServiceException && error.name === 'NotImplemented') return null;
  throw error;
}

/** Returns the meaning of a failure: nothing, where it says that there is nothing under a name. @throws any other one */
export function absent(error: unknown): null {
  const known = error instanceof S3ServiceException ? error : null;
  if (known?.$metadata.httpStatusCode === 404 && known.name !== 'NoSuchBucket') return null;
  throw error;
}
