import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { create as contentDisposition } from 'content-disposition';
import { requireViewer } from '../../domain/core/context.ts';
import {
  type Download,
  openDownload,
  openDownloadByHash,
} from '../../domain/documents/download.ts';
import { fileName } from '../../domain/documents/file-name.ts';
import { documentTypes } from '../../domain/documents/types/types.ts';
import type { RequestContext } from '../../domain/request-context.ts';
import { evaluate, httpDate, rangeApplies, type Validators } from '../../http/conditions.ts';
import { preconditionFailed, RestRefusal } from './errors.ts';
import { commonHeaders } from './headers.ts';
import type { Exchange } from './route.ts';

/** Media types that a browser cannot be made to run. XML can hold scripts. */
const INERT: ReadonlySet<string> = new Set(
  Object.values(documentTypes).filter((type) => type !== documentTypes.xml),
);

/** A range of bytes, both ends included. */
interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Sends the bytes of a document of the company.
 * @param id number of the document
 * @throws NOT_FOUND, FILE_MISSING, UNAUTHENTICATED before anything is sent
 */
export async function serveDownload(
  context: RequestContext,
  id: number,
  exchange: Exchange,
): Promise<void> {
  await sendDownload(await openDownload(requireViewer(context), id), exchange);
}

/**
 * Sends the bytes of the document with a hash. The hash is a secret and replaces the token.
 * @throws 404, the same for every reason
 */
export async function serveByHash(
  context: RequestContext,
  hash: string,
  exchange: Exchange,
): Promise<void> {
  const download = await openDownloadByHash(context, hash);
  if (!download) throw new RestRefusal(404, { message: 'There is no such document.' });
  await sendDownload(download, exchange);
}

/** Streams bytes, or the requested range of them. Headers make browsers save the file instead of showing it. */
async function sendDownload(download: Download, { request, response }: Exchange): Promise<void> {
  const state = validatorsOf(download);
  const verdict = evaluate(request, state);
  if (verdict === 'failed') throw preconditionFailed();
  const validators = validatorHeaders(state);
  if (verdict === 'not modified') {
    response.writeHead(304, { ...commonHeaders, ...validators }).end();
    return;
  }
  const headers = { ...downloadHeaders(download), ...validators };
  const range = requestedRange(request, download.size, state);
  if (range === 'unsatisfiable') throw rangeRefusal(download.size);
  const isHead = request.method === 'HEAD';
  const bytes = isHead || download.size === 0 ? null : await download.read(range ?? undefined);
  response.writeHead(range ? 206 : 200, { ...headers, ...lengthHeaders(download.size, range) });
  if (bytes === null) response.end();
  else await sendAll(bytes, response);
}

/** Refuses a range outside the bytes. */
const rangeRefusal = (size: number): RestRefusal =>
  new RestRefusal(
    416,
    { message: `The range is not in the ${size} bytes of the document.` },
    { 'Content-Range': `bytes */${size}`, 'Accept-Ranges': 'bytes' },
  );

const validatorsOf = ({ sha256, createdAt }: Download): Validators => ({
  etag: sha256 === null ? undefined : `"${sha256}"`,
  lastModified: createdAt,
});

const validatorHeaders = ({ etag, lastModified }: Validators): DownloadHeaders => ({
  ...(etag === undefined ? {} : { ETag: etag }),
  ...(lastModified === undefined ? {} : { 'Last-Modified': httpDate(lastModified) }),
});

type DownloadHeaders = Readonly<Record<string, string>>;

function downloadHeaders({ name, mimeType }: Download): DownloadHeaders {
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
 * Returns the requested range; null for all bytes. All bytes are also the response to several ranges, to other units
 * and to HEAD (RFC 9110, section 14.2).
 */
function requestedRange(
  { method, headers }: IncomingMessage,
  size: number,
  state: Validators,
): ByteRange | 'unsatisfiable' | null {
  if (method !== 'GET' || !rangeApplies(headers, state)) return null;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(headers.range ?? '') ?? [];
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return null;
  return start > end ? 'unsatisfiable' : { start, end };
}

const lengthHeaders = (
  size: number,
  range: ByteRange | null,
): Readonly<Record<string, string | number>> =>
  range
    ? {
        'Content-Length': range.end - range.start + 1,
        'Content-Range': `bytes ${range.start}-${range.end}/${size}`,
      }
    : { 'Content-Length': size };

/** Pipes a stream to a response. A caller who disconnects before its end is not a defect. */
export async function sendAll(
  bytes: NodeJS.ReadableStream,
  response: ServerResponse,
): Promise<void> {
  try {
    await pipeline(bytes, response);
  } catch (error) {
    const isDisconnected =
      error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!isDisconnected) throw error;
  }
}
