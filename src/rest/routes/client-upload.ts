import { invalidInput } from '../../domain/core/errors.ts';
import type { FileSource } from '../../domain/documents/receive-upload.ts';
import { uploadDocuments } from '../../domain/documents/upload.ts';
import { boundVersion } from '../http/bound-version.ts';
import { invalidInputRefusal } from '../http/errors.ts';
import type { Form } from '../http/form.ts';
import { parseBoolean } from '../http/input.ts';
import { messagesByKey } from '../http/refusal-responses.ts';
import type { Call, RouteResponse } from '../http/route.ts';
import { writeRequest } from '../http/write-request.ts';
import { clientResponse } from './client-responses.ts';

/** Returns whether the files of a field are stored. v1 drops the file of a field without brackets. */
const isDocuments = (field: string): boolean => /^documents\[[^\]]*\]$/.test(field);

/** Stores files with a client, and returns the client. One refused file refuses all; without files nothing changes. */
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

/** Returns the files of a form as a source. `is_public` may follow them, so it is read last. */
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
