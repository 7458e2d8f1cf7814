/** The width and height in pixels; both 0 when they are unknown or the file is no picture. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Reads the size of a picture from its bytes as they arrive. */
export interface PictureSizeReader {
  /** Takes the next bytes of the file. */
  push(bytes: Buffer): void;
  /** Returns the size, after the last byte. */
  size(): PictureSize;
}

/** The size of a file that is no picture. */
export const NO_SIZE: PictureSize = { width: 0, height: 0 };

/** The largest width or height that the database can store. */
const MAX_PIXELS = 2_147_483_647;

/** Returns a size, or none if one of the numbers is out of range. */
export function pictureSize(width: number, height: number): PictureSize {
  const can = (pixels: number) => Number.isInteger(pixels) && pixels > 0 && pixels <= MAX_PIXELS;
  return can(width) && can(height) ? { width, height } : NO_SIZE;
}
