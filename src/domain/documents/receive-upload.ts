import { DomainError, DomainErrors, domainErrorsOf } from '../core/errors.ts';
import { fileName } from './file-name.ts';
import { discardUploads } from './pending-uploads.ts';
import {
  type IncomingFile,
  type ReceivedFile,
  receiveFile,
  type UploadState,
} from './receive-file.ts';

/** The values that hold for all files of an upload. They may follow the files in the request. */
export interface UploadFields {
  /** True if the client sees the documents in the portal. The default is true. */
  readonly isPublic?: boolean | null | undefined;
}

/**
 * The source of a request's files. It calls `onFile` for each file as it arrives, with the file's index, and resolves
 * after the last one. An error that it throws refuses the whole upload.
 */
export type FileSource = (
  onFile: (index: number, file: IncomingFile) => void,
) => Promise<UploadFields>;

/** The result of receiving one file. */
export type FileResult = { readonly name: string } & (
  | { readonly file: ReceivedFile }
  | { readonly refused: DomainError }
);

/** A completely received upload. */
export interface ReceivedUpload {
  readonly fields: UploadFields;
  /** The results in the order of the files. */
  readonly results: readonly FileResult[];
}

/**
 * Receives all files of a request concurrently. After an error the store holds none of them.
 * @throws what `source` throws, and UPLOAD_BROKEN
 */
export async function receiveUpload(
  state: UploadState,
  source: FileSource,
): Promise<ReceivedUpload> {
  const pending: Promise<FileResult | Failure>[] = [];
  const onFile = (index: number, file: IncomingFile) => {
    // A rejection that nothing awaits yet would end the process: a failure is kept as a value.
    pending[index] = receiveOne(state, index, file).catch((error) => new Failure(error));
  };
  const fields = await source(onFile).catch((error) => new Failure(error));
  const settled = await Promise.all(pending);
  const results = settled.filter((result): result is FileResult => !(result instanceof Failure));
  const failure = [fields, ...settled].find((result) => result instanceof Failure);
  if (!failure && !(fields instanceof Failure)) return { fields, results };
  await discardFiles(state, results);
  throw withRefusedFiles(failure?.reason, results);
}

/** Returns an error for invalid input together with the refusals of files; any other error unchanged. */
function withRefusedFiles(reason: unknown, results: readonly FileResult[]): unknown {
  const refusals = domainErrorsOf(reason) ?? [];
  if (!refusals.some(({ code }) => code === 'INVALID_INPUT')) return reason;
  const ofFiles = results.flatMap((result) => ('refused' in result ? [result.refused] : []));
  return ofFiles.length > 0 ? new DomainErrors([...refusals, ...ofFiles]) : reason;
}

class Failure {
  readonly reason: unknown;

  constructor(reason: unknown) {
    this.reason = reason;
  }
}

async function receiveOne(
  state: UploadState,
  index: number,
  file: IncomingFile,
): Promise<FileResult> {
  const path = ['files', index];
  const { files } = state.limits;
  try {
    if (index < files) {
      const received = await receiveFile(state, file, path);
      return { name: received.name, file: received };
    }
    file
      .open()
      .on('error', () => {})
      .resume();
    throw new DomainError('TOO_MANY', `A request has at most ${files} files.`, path);
  } catch (error) {
    const refusesFile = error instanceof DomainError && error.code !== 'UPLOAD_BROKEN';
    if (!refusesFile) throw error;
    return { name: fileName(file.name), refused: error };
  }
}

/** Removes the bytes of files that get no row from the store. */
export async function discardFiles(
  { destination }: Pick<UploadState, 'destination'>,
  results: readonly FileResult[],
): Promise<void> {
  const ids = results.flatMap((result) => ('file' in result ? (result.file.uploadId ?? []) : []));
  if (destination) await discardUploads(destination, ids, 'UNUSED');
}
