/** The number of bytes at the start of a file that determine its type. */
export const HEAD_BYTES = 256 * 1024;

/** The start of a file. */
export interface FileHead {
  readonly bytes: Buffer;
  /** True if the file has no more bytes. */
  readonly isComplete: boolean;
  /** The file's name, which counts only where formats share one container. */
  readonly name: string;
}
