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
      const broken = () => notThere(place);
      const { name, open } = await file.catch(() => {
        throw broken();
      });
      onFile(place, { name, open: orElse(open, broken) });
    };
    await Promise.all(files.map(arrival));
    return fields;
  };

/**
 * Lets files go by that a mutation was refused before it took them: those of the next mutation stand behind them in the
 * request.
 */
export function drainUnread(files: readonly PendingFile[]): void {
  for (const file of files) {
    file
      .then(({ open }) =>
        open()
          .on('error', () => {})
          .resume(),
      )
      // It broke off, or it was taken.
      .catch(() => {});
  }
}

const notThere = (place: number) =>
  new DomainError('UPLOAD_BROKEN', 'The request ended before the file had come.', ['files', place]);

/** A file that broke off before anybody read it, or that another mutation has taken, cannot be opened. */
const orElse =
  <Stream>(open: () => Stream, broken: () => DomainError) =>
  (): Stream => {
    try {
      return open();
    } catch {
      throw broken();
    }
  };
