import { DomainError, DomainErrors, refusalsOf } from '../core/errors.ts';
import { fileName } from './file-name.ts';
import { discardUploads } from './pending-uploads.ts';
import { type IncomingFile, type Intake, type ReceivedFile, receiveFile } from './receive-file.ts';

/** What is to be known of all files of an upload, and may be told after their bytes. */
export interface UploadFields {
  /** Whether the client sees the documents in the portal; true unless said otherwise. */
  readonly isPublic?: boolean | null | undefined;
}

/**
 * Hands over the files of a request as they arrive: calls `take` for each, with its place among them, and ends when
 * there are no more. What it throws refuses the whole upload.
 */
export type Deliver = (take: (place: number, file: IncomingFile) => void) => Promise<UploadFields>;

/** What came of one file: it was received, or refused by itself. */
export type Taken = { readonly name: string } & (
  | { readonly file: ReceivedFile }
  | { readonly refused: DomainError }
);

/** Everything that came in with a request. */
export interface Delivery {
  readonly fields: UploadFields;
  /** The files by their places. */
  readonly taken: readonly Taken[];
}

/**
 * Takes in all files of a request, each as it arrives.
 * @throws what `deliver` throws, and UPLOAD_BROKEN; the store has nothing of any file then
 */
export async function receiveUpload(intake: Intake, deliver: Deliver): Promise<Delivery> {
  const arriving: Promise<Taken | Failed>[] = [];
  const take = (place: number, file: IncomingFile) => {
    // A failure is kept as a value: it may come long before anybody waits for it.
    arriving[place] = takeOne(intake, place, file).catch((error) => new Failed(error));
  };
  const fields = await deliver(take).catch((error) => new Failed(error));
  const arrived = await Promise.all(arriving);
  const taken = arrived.filter((each): each is Taken => !(each instanceof Failed));
  const failed = [fields, ...arrived].find((each) => each instanceof Failed);
  if (!failed && !(fields instanceof Failed)) return { fields, taken };
  await discard(intake, taken);
  throw withRefused(failed?.reason, taken);
}

/** Adds the files that are refused to what refuses all of them, where that is something in the input, too. */
function withRefused(reason: unknown, taken: readonly Taken[]): unknown {
  const refusals = refusalsOf(reason) ?? [];
  if (!refusals.some(({ code }) => code === 'INVALID_INPUT')) return reason;
  const ofFiles = taken.flatMap((each) => ('refused' in each ? [each.refused] : []));
  return ofFiles.length > 0 ? new DomainErrors([...refusals, ...ofFiles]) : reason;
}

class Failed {
  readonly reason: unknown;

  constructor(reason: unknown) {
    this.reason = reason;
  }
}

async function takeOne(intake: Intake, place: number, file: IncomingFile): Promise<Taken> {
  const path = ['files', place];
  const { files } = intake.limits;
  try {
    if (place < files) {
      const received = await receiveFile(intake, file, path);
      return { name: received.name, file: received };
    }
    file
      .open()
      .on('error', () => {})
      .resume();
    throw new DomainError('TOO_MANY', `A request has at most ${files} files.`, path);
  } catch (error) {
    const ofFile = error instanceof DomainError && error.code !== 'UPLOAD_BROKEN';
    if (!ofFile) throw error;
    return { name: fileName(file.name), refused: error };
  }
}

/** Takes the bytes of files that get no row out of the store. */
export async function discard(
  { destination }: Pick<Intake, 'destination'>,
  taken: readonly Taken[],
): Promise<void> {
  const ids = taken.flatMap((each) => ('file' in each ? (each.file.uploadId ?? []) : []));
  if (destination) await discardUploads(destination, ids, 'UNUSED');
}
