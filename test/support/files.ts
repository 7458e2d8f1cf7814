import { crc32 } from 'node:zlib';

// Small files of every type, made by hand. Each can be opened by the programs of its type, or has at least their start.
const big = (value: number, bytes: 2 | 4) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};
const little = (value: number, bytes: 2 | 3 | 4) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
};
const join = (...parts: (Buffer | string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as Buffer)));

/** Returns a PNG of this size, without pixels. */
export function png(width: number, height: number): Buffer {
  const header = join('IHDR', big(width, 4), big(height, 4), [8, 6, 0, 0, 0]);
  const check = big(crc32(header), 4);
  return join([0x89], 'PNG\r\n', [0x1a, 0x0a], big(13, 4), header, check, big(0, 4), 'IEND');
}

/** Returns a JPEG whose size stands behind `before` bytes of other segments. */
export function jpg(width: number, height: number, before = 0): Buffer {
  const segments: Buffer[] = [];
  for (let left = before; left > 0; left -= 60_000) {
    const length = Math.min(left, 60_000);
    segments.push(join([0xff, 0xe2], big(length + 2, 2), Buffer.alloc(length, 1)));
  }
  const frame = join(
    [0xff, 0xc0],
    big(17, 2),
    [8],
    big(height, 2),
    big(width, 2),
    [3],
    Buffer.alloc(9),
  );
  const jfif = join([0xff, 0xe0], big(16, 2), 'JFIF\0', [1, 1, 0], big(1, 2), big(1, 2), [0, 0]);
  return join([0xff, 0xd8], jfif, ...segments, frame, [0xff, 0xd9]);
}

export const gif = (width: number, height: number): Buffer =>
  join('GIF89a', little(width, 2), little(height, 2), [0, 0, 0, 0x3b]);

export const psd = (width: number, height: number): Buffer =>
  join(
    '8BPS',
    big(1, 2),
    Buffer.alloc(6),
    big(3, 2),
    big(height, 4),
    big(width, 4),
    big(8, 2),
    big(3, 2),
  );

export const webp = (width: number, height: number): Buffer => {
  const body = join(
    'VP8X',
    little(10, 4),
    [0, 0, 0, 0],
    little(width - 1, 3),
    little(height - 1, 3),
  );
  return join('RIFF', little(body.length + 4, 4), 'WEBP', body);
};

/** Returns a TIFF whose directory stands behind the pixels, where most programs write it. */
export function tiff(width: number, height: number, order: 'II' | 'MM', pixels: number): Buffer {
  const n = order === 'II' ? little : big;
  const entry = (tag: number, type: number, value: Buffer) =>
    join(n(tag, 2), n(type, 2), n(1, 4), value, Buffer.alloc(4 - value.length));
  const directory = join(
    n(3, 2),
    entry(254, 4, n(0, 4)),
    entry(256, 3, n(width, 2)),
    entry(257, 4, n(height, 4)),
    n(0, 4),
  );
  return join(order, n(42, 2), n(8 + pixels, 4), Buffer.alloc(pixels, 7), directory);
}

/** Returns a zip archive with uncompressed entries. */
export function zip(...entries: (readonly [name: string, text: string])[]): Buffer {
  return join(
    ...entries.map(([name, text]) => {
      const sizes = join(little(crc32(text), 4), little(text.length, 4), little(text.length, 4));
      const names = join(little(name.length, 2), little(0, 2));
      return join('PK\x03\x04', little(20, 2), Buffer.alloc(8), sizes, names, name, text);
    }),
    'PK\x05\x06',
    Buffer.alloc(18),
  );
}

/** Returns an office document as a zip whose first entry names its kind, as Microsoft's programs write it. */
export const openXml = (kind: string): Buffer =>
  zip(
    [
      '[Content_Types].xml',
      `<?xml version="1.0"?><Types><Override ContentType="application/vnd.openxmlformats-officedocument.${kind}.main+xml"/></Types>`,
    ],
    ['_rels/.rels', '<?xml version="1.0"?><Relationships/>'],
  );

export const openDocument = (kind: string): Buffer =>
  zip(
    ['mimetype', `application/vnd.oasis.opendocument.${kind}`],
    ['content.xml', '<?xml version="1.0"?>'],
  );

/** Returns the container of the old office formats, with one named stream. */
export const compound = (stream: string): Buffer =>
  join(
    [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1],
    Buffer.alloc(1016),
    Buffer.from('Root Entry', 'utf16le'),
    Buffer.alloc(108),
    Buffer.from(stream, 'utf16le'),
    Buffer.alloc(400),
  );

export const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n',
);
export const exe = join('MZ', [0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff], Buffer.alloc(200));
