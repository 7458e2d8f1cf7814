import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { create as contentDisposition } from 'content-disposition';
import { type Context, requireViewer } from '../../domain/core/context.ts';
import {
  type Download,
  openDownload,
  openDownloadByHash,
} from '../../domain/documents/download.ts';
import { fileName } from '../../domain/documents/file-name.ts';
import { documentTypes } from '../../domain/documents/types/types.ts';
import { evaluate, httpDate, rangeApplies, type Validators } from '../../http/conditions.ts';
import { preconditionFailed, RestRefusal } from './errors.ts';
import { commonHeaders } from './headers.ts';

/** The media types under which bytes are sent as what they are. A browser can be made to run scripts in XML. */
const INERT: ReadonlySet<string> = new Set(
  Object.values(documentTypes).filter((type) => type !== documentTypes.xml),
);

/** A part of the bytes, from `start` up to and including `end`. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Sends the bytes of a document of the company.
 * @param id number of the document
 * @throws NOT_FOUND, FILE_MISSING, UNAUTHENTICATED before anything is sent
 */
export async function serveDownload(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  id: number,
): Promise<void> {
  await sendDownload(request, response, await openDownload(requireViewer(context), id));
}

/**
 * Sends the bytes of the document that a hash names, which is a secret and takes the place of a token.
 * @throws 404, the same whatever the reason is
 */
export async function serveByHash(
  request: IncomingMessage,
  response: ServerResponse,
  context: Context,
  hash: string,
): Promise<void> {
  const download = await openDownloadByHash(context, hash);
  if (!download) throw new RestRefusal(404, { message: 'There is no such document.' });
  await sendDownload(request, response, download);
}

/**
 * Sends bytes as a stream, all or the range that is asked for. A browser saves them under the document's name and never
 * shows or runs them.
 */
async function sendDownload(
  request: IncomingMessage,
  response: ServerResponse,
  download: Download,
): Promise<void> {
  const state = stateOf(download);
  const verdict = evaluate(request, state);
  if (verdict === 'failed') throw preconditionFailed();
  const validators = validatorHeaders(state);
  if (verdict === 'not modified') {
    response.writeHead(304, { ...commonHeaders, ...validators }).end();
    return;
  }
  const headers = { ...headersOf(download), ...validators };
  const range = rangeOf(request, download.size, state);
  if (range === 'unsatisfiable') throw rangeRefused(download.size);
  const isHead = request.method === 'HEAD';
  const bytes = isHead || download.size === 0 ? null : await download.read(range ?? undefined);
  response.writeHead(range ? 206 : 200, { ...headers, ...lengthOf(download.size, range) });
  if (bytes === null) response.end();
  else await sendAll(bytes, response);
}

/** The range that is asked for is not in the bytes. */
const rangeRefused = (size: number): RestRefusal =>
  new RestRefusal(
    416,
    { message: `The range is not in the ${size} bytes of the document.` },
    { 'Content-Range': `bytes */${size}`, 'Accept-Ranges': 'bytes' },
  );

const stateOf = ({ sha256, createdAt }: Download): Validators => ({
  etag: sha256 === null ? undefined : `"${sha256}"`,
  lastModified: createdAt,
});

const validatorHeaders = ({ etag, lastModified }: Validators): Headers => ({
  ...(etag === undefined ? {} : { ETag: etag }),
  ...(lastModified === undefined ? {} : { 'Last-Modified': httpDate(lastModified) }),
});

type Headers = Readonly<Record<string, string>>;

function headersOf({ name, mimeType }: Download): Headers {
  return {
    ...commonHeaders,
    'Content-Type': INERT.has(mimeType) ? mimeType : 'application/octet-stream',
    'Content-Disposition': contentDisposition(fileName(name)),
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': "default-src 'none'; sandbox",
    'Accept-Ranges': 'bytes',
  };
}

/**
 * The one range that is asked for; null for all bytes, which is also the answer to several ranges, to other units, and
 * to HEAD, for which there are none.
 */
function rangeOf(
  { method, headers }: IncomingMessage,
  size: number,
  state: Validators,
): Range | 'unsatisfiable' | null {
  if (method !== 'GET' || !rangeApplies(headers, state)) return null;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(headers.range ?? '') ?? [];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return null;
  return start > end ? 'unsatisfiable' : { start, end };
}

const lengthOf = (size: number, range: Range | null): Readonly<Record<string, string | number>> =>
  range
    ? {
        'Content-Length': range.end - range.start + 1,
        'Content-Range': `bytes ${range.start}-${range.end}/${size}`,
      }
    : { 'Content-Length': size };

/** Sends a stream. A caller who goes away before its end is no defect. */
export async function sendAll(
  bytes: NodeJS.ReadableStream,
  response: ServerResponse,
): Promise<void> {
  try {
    await pipeline(bytes, response);
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!gone) throw error;
  }
}
