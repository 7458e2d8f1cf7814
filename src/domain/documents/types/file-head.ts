/** Bytes from the start of a file that are enough to tell its type. */
export const HEAD_BYTES = 256 * 1024;

/** The start of a file. */
export interface FileHead {
  readonly bytes: Buffer;
  /** True if that is the whole file. */
  readonly whole: boolean;
  /** The file's name, which counts only where two formats share one container. */
  readonly name: string;
}
