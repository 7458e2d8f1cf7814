import { imageSize } from 'image-size';
import { NO_SIZE, type PictureSize, type PictureSizeReader, sizeOf } from './picture-size.ts';
import { tiffSizeReader } from './tiff-size.ts';
import type { DocumentType } from './types.ts';

/** The types whose first bytes say how large the picture is. */
const TOLD_BY_HEAD: ReadonlySet<DocumentType> = new Set(['png', 'jpg', 'gif', 'psd', 'webp']);

/**
 * A meter for a file of a type.
 * @param head the first bytes of it, which the meter must be shown as well
 */
export function pictureSizeReader(type: DocumentType, head: Buffer): PictureSizeReader {
  if (type === 'tiff') return tiffSizeReader();
  const size = TOLD_BY_HEAD.has(type) ? sizeInHead(head) : NO_SIZE;
  return { see: () => {}, size: () => size };
}

function sizeInHead(head: Buffer): PictureSize {
  try {
    // A copy: the library reads on behind the end of a view of a larger buffer, into bytes of somebody else.
    const { width, height } = imageSize(Uint8Array.from(head));
    return sizeOf(width, height);
  } catch {
    // The library throws on a header that is cut off or makes no sense: such a picture has no size.
    return NO_SIZE;
  }
}
