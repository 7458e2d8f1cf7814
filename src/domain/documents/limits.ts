/** How much may be uploaded. */
export interface UploadLimits {
  /** Most bytes of one file. */
  readonly fileBytes: number;
  /** Most files of one request. */
  readonly files: number;
  /** Most bytes of all files of one request. */
  readonly requestBytes: number;
  /** Longest time that one request may take, in milliseconds. Bytes that no row names after twice that are leftovers. */
  readonly time: number;
}
