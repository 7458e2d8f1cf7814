import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import Negotiator from 'negotiator';
import { BROWSER_HEADERS } from './send.ts';

/** Media types of the files that pages load, by extension. */
const TYPES = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  ttf: 'font/ttf',
  woff: 'font/woff',
  woff2: 'font/woff2',
} as const;

/** Extension of a file name. */
export type Extension = keyof typeof TYPES;

/** Extensions of files that are compressed already. */
const COMPRESSED: readonly Extension[] = ['woff', 'woff2'];

/** Quality of Brotli for files. The best quality takes half a minute and saves an eighth. */
const ASSET_BROTLI_QUALITY = 5;

const compressors = {
  br: (bytes: Buffer) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: ASSET_BROTLI_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  gzip: (bytes: Buffer) => promisify(gzip)(bytes),
  identity: async (bytes: Buffer) => bytes,
};

type Encoding = keyof typeof compressors;

interface Asset {
  readonly extension: Extension;
  readonly bytes: Buffer;
  /** Cache of the compressed bytes. */
  readonly compressed: Map<Encoding, Promise<Buffer>>;
}

/** Files that pages load. Their names contain a hash of their bytes, so browsers cache them without revalidation. */
export class Assets {
  readonly #files = new Map<string, Asset>();

  /** Adds a file. @returns its name with the hash: `app-5rDwzQX5.js` */
  add(name: string, extension: Extension, content: string | Buffer): string {
    const bytes = Buffer.from(content);
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    const file = `${name}-${hash}.${extension}`;
    this.#files.set(file, { extension, bytes, compressed: new Map() });
    return file;
  }

  /** Sends a file, compressed if the request accepts it. @returns false for an unknown name */
  async send(file: string, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const asset = this.#files.get(file);
    if (!asset) return false;
    const encoding = encodingFor(request, asset.extension);
    const bytes = await encoded(encoding, asset);
    response.appendHeader('vary', 'Accept-Encoding');
    response.writeHead(200, {
      ...BROWSER_HEADERS,
      'content-type': TYPES[asset.extension],
      'content-length': bytes.length,
      ...(encoding === 'identity' ? {} : { 'content-encoding': encoding }),
      // Applies to workers that are started from the file.
      'content-security-policy': "default-src 'none'",
      'cache-control': 'public, max-age=31536000, immutable',
    });
    response.end(bytes);
    return true;
  }
}

function encodingFor(request: IncomingMessage, extension: Extension): Encoding {
  if (COMPRESSED.includes(extension)) return 'identity';
  const smallestFirst: Encoding[] = ['br', 'gzip', 'identity'];
  const readable = new Negotiator(request).encodings(smallestFirst);
  return smallestFirst.find((encoding) => readable.includes(encoding)) ?? 'identity';
}

function encoded(encoding: Encoding, { bytes, compressed }: Asset): Promise<Buffer> {
  const result = compressed.get(encoding) ?? compressors[encoding](bytes);
  compressed.set(encoding, result);
  return result;
}
