/** Width and height in pixels; both 0 for what is no picture, or one that does not say. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Learns the size of a picture while its bytes go by. */
export interface PictureSizeReader {
  /** Takes the next bytes, from the first one on. */
  see(bytes: Buffer): void;
  /** What is known once all bytes were seen. */
  size(): PictureSize;
}

/** The size of what has none. */
export const NO_SIZE: PictureSize = { width: 0, height: 0 };

/** Largest number of pixels that is believed, and can be stored. */
const MAX_PIXELS = 2_147_483_647;

/** The size that two numbers tell; none when one of them cannot be of a picture. */
export function sizeOf(width: number, height: number): PictureSize {
  const can = (pixels: number) => Number.isInteger(pixels) && pixels > 0 && pixels <= MAX_PIXELS;
  return can(width) && can(height) ? { width, height } : NO_SIZE;
}
