import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Part } from '../part-buffers.ts';
import { absent, unsupported } from './s3-errors.ts';

/** The address of an object. */
interface ObjectAddress {
  readonly Bucket: string;
  readonly Key: string;
}

/** Writes an object: a single part at once, more as a multipart upload. It appears once it is complete. */
export async function writeParts(
  client: S3Client,
  place: ObjectAddress,
  parts: AsyncIterable<Part>,
): Promise<void> {
  let upload: Multipart | null = null;
  try {
    for await (const { bytes, isLast } of parts) {
      if (isLast && !upload) await client.send(new PutObjectCommand({ ...place, Body: bytes }));
      else {
        upload ??= await Multipart.begin(client, place);
        await upload.add(bytes);
      }
    }
    await upload?.complete();
  } catch (error) {
    await upload?.abort();
    throw error;
  }
}

/** A multipart upload, which must be completed or aborted. */
class Multipart {
  readonly #client: S3Client;
  readonly #target: ObjectAddress & { readonly UploadId: string | undefined };
  readonly #parts: CompletedPart[] = [];

  private constructor(client: S3Client, target: ObjectAddress & { UploadId: string | undefined }) {
    this.#client = client;
    this.#target = target;
  }

  static async begin(client: S3Client, place: ObjectAddress): Promise<Multipart> {
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
    return new Multipart(client, { ...place, UploadId });
  }

  async add(bytes: Buffer): Promise<void> {
    const PartNumber = this.#parts.length + 1;
    const part = new UploadPartCommand({ ...this.#target, PartNumber, Body: bytes });
    const { ETag } = await this.#client.send(part);
    this.#parts.push({ PartNumber, ETag });
  }

  async complete(): Promise<void> {
    const MultipartUpload = { Parts: this.#parts };
    await this.#client.send(
      new CompleteMultipartUploadCommand({ ...this.#target, MultipartUpload }),
    );
  }

  /** Aborts the upload. An error here must not hide why the upload failed; the cleanup tries again. */
  async abort(): Promise<void> {
    await this.#client.send(new AbortMultipartUploadCommand(this.#target)).catch(() => {});
  }
}

/** Stores an object unless it exists. Services without conditional writes need the request for its head. */
export async function putIfAbsent(
  client: S3Client,
  object: ObjectAddress & { readonly Body: string },
): Promise<boolean> {
  const { Bucket, Key } = object;
  const found = await client.send(new HeadObjectCommand({ Bucket, Key })).catch(absent);
  if (found) return false;
  const put = (condition: { IfNoneMatch?: string }) =>
    client.send(new PutObjectCommand({ ...object, ...condition }));
  try {
    (await put({ IfNoneMatch: '*' }).catch(unsupported)) ?? (await put({}));
    return true;
  } catch (error) {
    // S3 answers 409 while another conditional write is in progress.
    const { httpStatusCode = 0 } = error instanceof S3ServiceException ? error.$metadata : {};
    if (httpStatusCode === 412 || httpStatusCode === 409) return false;
    throw error;
  }
}

type ListMarker = Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'>;

/** Aborts the unfinished uploads of an object: their parts cost storage. */
export async function abortUploads(
  client: S3Client,
  { Bucket, Key }: ObjectAddress,
): Promise<void> {
  let marker: ListMarker | null = {};
  while (marker) {
    const query: ListMultipartUploadsCommandInput = { Bucket, Prefix: Key, ...marker };
    const page: ListMultipartUploadsCommandOutput | null = await client
      .send(new ListMultipartUploadsCommand(query))
      .catch(unsupported);
    if (!page) return;
    for (const upload of page.Uploads ?? []) {
      if (upload.Key !== Key) continue;
      const { UploadId } = upload;
      await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(absent);
    }
    const { NextKeyMarker, NextUploadIdMarker } = page;
    marker = page.IsTruncated
      ? { KeyMarker: NextKeyMarker, UploadIdMarker: NextUploadIdMarker }
      : null;
  }
}
