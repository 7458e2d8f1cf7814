import { deleteDocuments } from '../../domain/documents/delete.ts';
import { createZipLink, LINK_TTL_MINUTES } from '../../domain/documents/zip-link.ts';
import type { ViewerRequest } from '../../domain/request-context.ts';
import { recordsWithIds } from '../../projection/record-pages.ts';
import { BASE_PATH } from '../http/dispatch.ts';
import { brokenRulesRefusal, choiceRule } from '../http/errors.ts';
import type { Input } from '../http/input.ts';
import type { Call, RouteResponse } from '../http/route.ts';
import { writeRequest } from '../http/write-request.ts';
import { readDocumentSort } from '../v1/document-params.ts';
import { decodeId } from '../v1/ids.ts';
import { recordListResponse } from './record-responses.ts';

/** Actions of `POST /documents/bulk`. */
export const documentActions = ['delete', 'download', 'archive', 'restore'] as const;

/** A checked request for a bulk action. */
interface DocumentBulk {
  readonly action: (typeof documentActions)[number];
  readonly ids: readonly unknown[];
}

/**
 * Deletes many documents, or creates a link to a zip of them. Ids that name no document are ignored. `archive` and
 * `restore` change nothing, since documents have no such states.
 */
export async function runDocumentBulk(call: Call): Promise<RouteResponse> {
  const { context, input } = call;
  const { action, ids } = readBulk(input);
  const numbers = ids.flatMap((id) => decodeId(context.ids, 'Document', String(id)) ?? []);
  if (action === 'delete') {
    const request = writeRequest(call, 'deleteDocuments', numbers);
    await deleteDocuments(context, numbers, request);
  }
  if (action === 'download') return { body: await zipLink(context, numbers) };
  const list = { ...recordsWithIds(numbers), keys: readDocumentSort(input) };
  return await recordListResponse(call, 'Document', list);
}

/** Reads the action and the ids. @throws 422 with every broken rule */
function readBulk({ action: given, ids }: Input): DocumentBulk {
  const action = documentActions.find((known) => known === given);
  const list: readonly unknown[] = Array.isArray(ids) ? ids : [];
  if (action !== undefined && list.length > 0) return { action, ids: list };
  const isAbsent = ids === undefined || ids === null || Array.isArray(ids);
  throw brokenRulesRefusal({
    ...(action === undefined ? { action: choiceRule({ action: given }, 'action') } : {}),
    ...(list.length > 0 ? {} : { ids: isAbsent ? 'required' : 'array' }),
  });
}

/** Creates a link to a zip. v1 mails the zip instead, and responds with a message only. */
async function zipLink(context: ViewerRequest, numbers: readonly number[]) {
  const secret = await createZipLink(context, numbers);
  return {
    message: `The zip can be downloaded from the url for ${LINK_TTL_MINUTES} minutes.`,
    url: `${context.appUrl}${BASE_PATH}/documents/download/${secret}`,
  };
}
