import { imageSize } from 'image-size';
import { NO_SIZE, type PictureSize, type PictureSizeReader, pictureSize } from './picture-size.ts';
import { tiffSizeReader } from './tiff-size.ts';
import type { DocumentType } from './types.ts';

/** The types with the size of the picture in their first bytes. */
const SIZE_IN_HEAD: ReadonlySet<DocumentType> = new Set(['png', 'jpg', 'gif', 'psd', 'webp']);

/**
 * Returns a reader of the picture's size for a file of a type.
 * @param head the first bytes of the file, which must be pushed to the reader as well
 */
export function pictureSizeReader(type: DocumentType, head: Buffer): PictureSizeReader {
  if (type === 'tiff') return tiffSizeReader();
  const size = SIZE_IN_HEAD.has(type) ? sizeInHead(head) : NO_SIZE;
  return { push: () => {}, size: () => size };
}

function sizeInHead(head: Buffer): PictureSize {
  try {
    // A copy, because the library reads beyond the end of a view of a larger buffer.
    const { width, height } = imageSize(Uint8Array.from(head));
    return pictureSize(width, height);
  } catch {
    // The library throws on a truncated or malformed header: such a picture has no size.
    return NO_SIZE;
  }
}
