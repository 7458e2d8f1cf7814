import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import Negotiator from 'negotiator';
import { BROWSER_HEADERS } from './send.ts';

/** Types of the files that pages load, by the end of their names. */
const TYPES = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  ttf: 'font/ttf',
  woff: 'font/woff',
  woff2: 'font/woff2',
} as const;

/** End of the name of a file. */
export type Extension = keyof typeof TYPES;

/** Files that are packed already. */
const PACKED: readonly Extension[] = ['woff', 'woff2'];

/** Quality by which files are packed: the best quality takes half a minute, and saves an eighth. */
const BROTLI_QUALITY = 5;

const packers = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
  identity: async (bytes: Buffer) => bytes,
};

type Encoding = keyof typeof packers;

interface Asset {
  readonly extension: Extension;
  readonly bytes: Buffer;
  /** The bytes as they were packed for the first who asked. */
  readonly packed: Map<Encoding, Promise<Buffer>>;
}

/** Files that pages load. Their names change with their bytes, so browsers keep them for good and never ask again. */
export class Assets {
  readonly #files = new Map<string, Asset>();

  /** Adds a file. @returns the name under which it is served: `app-5rDwzQX5.js` */
  add(name: string, extension: Extension, content: string | Buffer): string {
    const bytes = Buffer.from(content);
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    const file = `${name}-${hash}.${extension}`;
    this.#files.set(file, { extension, bytes, packed: new Map() });
    return file;
  }

  /** Sends a file, packed as the caller can read it. @returns false when there is none of that name */
  async send(file: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const asset = this.#files.get(file);
    if (!asset) return false;
    const encoding = encodingFor(request, asset.extension);
    const bytes = await packedAs(encoding, asset);
    response.appendHeader('vary', 'Accept-Encoding');
    response.writeHead(200, {
      ...BROWSER_HEADERS,
      'content-type': TYPES[asset.extension],
      'content-length': bytes.length,
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
      // What it says holds for the workers that are made of it.
      'content-security-policy': "default-src 'none'",
      'cache-control': 'public, max-age=31536000, immutable',
    });
    response.end(bytes);
    return true;
  }
}

function encodingFor(request: IncomingMessage, extension: Extension): Encoding {
  if (PACKED.includes(extension)) return 'identity';
  const smallestFirst: Encoding[] = ['br', 'gzip', 'identity'];
  const readable = new Negotiator(request).encodings(smallestFirst);
  return smallestFirst.find((encoding) => readable.includes(encoding)) ?? 'identity';
}

function packedAs(encoding: Encoding, { bytes, packed }: Asset): Promise<Buffer> {
  const known = packed.get(encoding) ?? packers[encoding](bytes);
  packed.set(encoding, known);
  return known;
}
