import { DomainError } from '../../domain/core/errors.ts';
import type { Deliver, UploadFields } from '../../domain/documents/receive-upload.ts';
import type { PendingFile } from './uploaded-files.ts';

/**
 * Delivers the files of an argument as they arrive, which may be in another order.
 * @throws UPLOAD_BROKEN for one that does not come
 */
export const receiveFiles =
  (files: readonly PendingFile[], fields: UploadFields): Deliver =>
  async (take) => {
    const arrival = async (file: PendingFile, place: number) => {
      const broken = () => notThere(place);
      const { name, open } = await file.catch(() => {
        throw broken();
      });
      take(place, { name, open: orElse(open, broken) });
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
