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

/** Where an object is. */
interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** Writes an object, part by part: one that is a single part at once. It is there once all of it is. */
export async function writeParts(
  client: S3Client,
  place: Place,
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

/** An upload of which S3 keeps the parts until it is told that these are all, or that it was in vain. */
class Multipart {
  readonly #client: S3Client;
  readonly #target: Place & { readonly UploadId: string | undefined };
  readonly #parts: CompletedPart[] = [];

  private constructor(client: S3Client, target: Place & { UploadId: string | undefined }) {
    this.#client = client;
    this.#target = target;
  }

  static async begin(client: S3Client, place: Place): Promise<Multipart> {
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

  /** What cannot be tidied up now is left to the sweep: it must not hide why the upload failed. */
  async abort(): Promise<void> {
    await this.#client.send(new AbortMultipartUploadCommand(this.#target)).catch(() => {});
  }
}

/** Stores an object if there is none. Services that do not know the condition are asked first whether there is one. */
export async function putIfAbsent(
  client: S3Client,
  object: Place & { readonly Body: string },
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
    // The second one is told so while the first one is still being written.
    const { httpStatusCode = 0 } = error instanceof S3ServiceException ? error.$metadata : {};
    if (httpStatusCode === 412 || httpStatusCode === 409) return false;
    throw error;
  }
}

type ListMarker = Pick<ListMultipartUploadsCommandInput, 'KeyMarker' | 'UploadIdMarker'>;

/** Parts of an upload that was never completed cost storage though no name leads to them. */
export async function abortUploads(client: S3Client, { Bucket, Key }: Place): Promise<void> {
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
