import { invalidInput } from '../../domain/core/errors.ts';
import type { FileSource } from '../../domain/documents/receive-upload.ts';
import { uploadDocuments } from '../../domain/documents/upload.ts';
import { boundVersion } from '../http/bound-version.ts';
import { invalidInputRefusal, messagesByKey } from '../http/errors.ts';
import type { Form } from '../http/form.ts';
import { parseBoolean } from '../http/input.ts';
import type { Call, RouteResponse } from '../http/route.ts';
import { writeRequest } from '../http/write-request.ts';
import { clientResponse } from './client-responses.ts';

/** Names of fields whose files are stored: one without brackets is taken for a single file that v1 drops. */
const isDocuments = (field: string): boolean => /^documents\[[^\]]*\]$/.test(field);

/** Stores files with a client, and shows it. One bad file refuses all; without files nothing changes. */
export async function uploadToClient(call: Call): Promise<RouteResponse> {
  const { context, id, form } = call;
  if (form) {
    const upload = {
      clientId: context.ids.encode(id),
      expectedVersion: await boundVersion(call),
      policy: 'REJECT_ALL',
      keepsDuplicates: true,
    } as const;
    const request = writeRequest(call, 'uploadClientDocuments', upload);
    const { result } = await uploadDocuments(
      context,
      { ...upload, source: fileSource(form) },
      request,
    );
    const refused = result.items
      .flatMap((item) => ('errors' in item ? item.errors : []))
      .filter(({ code }) => code !== 'SKIPPED');
    if (refused.length > 0) throw invalidInputRefusal(messagesByKey(refused));
  }
  return await clientResponse(call, id);
}

/** Returns the files of a form as a source. The values for all of them may follow them. */
const fileSource =
  ({ files, values }: Form): FileSource =>
  async (onFile) => {
    let place = 0;
    for await (const { field, name, stream } of files) {
      // A browser sends a part without a file name for a field in which no file was chosen.
      if (isDocuments(field) && name !== '') {
        onFile(place, { name, open: () => stream });
        place += 1;
      } else {
        stream.resume();
      }
    }
    const { is_public: given } = values();
    if (given === undefined || given === '') return {};
    const isPublic = parseBoolean(typeof given === 'string' ? given.trim() : given);
    if (isPublic !== null) return { isPublic };
    throw invalidInput('"isPublic" is true or false.', ['isPublic'], 'boolean');
  };
