import { DomainError } from '../../domain/core/errors.ts';
import type { FileSource, UploadFields } from '../../domain/documents/receive-upload.ts';
import type { PendingFile } from './uploaded-files.ts';

/**
 * Returns the source of an argument's files, which may arrive in another order.
 * @throws UPLOAD_BROKEN for a file that does not arrive
 */
export const receiveFiles =
  (files: readonly PendingFile[], fields: UploadFields): FileSource =>
  async (onFile) => {
    const arrival = async (file: PendingFile, place: number) => {
      const broken = () => brokenUpload(place);
      const { name, open } = await file.catch(() => {
        throw broken();
      });
      onFile(place, { name, open: openOr(open, broken) });
    };
    await Promise.all(files.map(arrival));
    return fields;
  };

/**
 * Drains the files that a refused mutation has not read, so that those of the next mutation, which follow in the same
 * request, can arrive.
 */
export function drainUnread(files: readonly PendingFile[]): void {
  for (const file of files) {
    file
      .then(({ open }) =>
        open()
          .on('error', () => {})
          .resume(),
      )
      // The file broke off, or was read.
      .catch(() => {});
  }
}

const brokenUpload = (place: number) =>
  new DomainError('UPLOAD_BROKEN', 'The request ended before the file had come.', ['files', place]);

/** Reports a file that cannot be opened, since it broke off or another mutation has read it. */
const openOr =
  <Stream>(open: () => Stream, broken: () => DomainError) =>
  (): Stream => {
    try {
      return open();
    } catch {
      throw broken();
    }
  };
