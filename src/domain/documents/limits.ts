/** The limits of one upload request. */
export interface UploadLimits {
  /** The maximum size of a file in bytes. */
  readonly fileBytes: number;
  /** The maximum number of files. */
  readonly files: number;
  /** The maximum size of all files together in bytes. */
  readonly requestBytes: number;
  /** The maximum duration in milliseconds. Bytes without a row are removed after twice that time. */
  readonly time: number;
}
