import { crc32 } from 'node:zlib';

/** A file in a zip. */
export interface ZippedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Reads the uncompressed files of a zip by its central directory. @throws Error for a broken zip */
export function readZip(zip: Buffer): ZippedFile[] {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const entry = zip.subarray(at);
    if (entry.readUInt32LE(0) !== 0x02014b50) throw new Error('There is no entry here.');
    const [nameLength, more, comment] = [28, 30, 32].map((place) => entry.readUInt16LE(place));
    at += 46 + Number(nameLength) + Number(more) + Number(comment);
    const size = entry.readUInt32LE(20);
    const local = zip.subarray(entry.readUInt32LE(42));
    const start = 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    const bytes = local.subarray(start, start + size);
    if (crc32(bytes) !== entry.readUInt32LE(16)) throw new Error('The bytes are others.');
    return { name: entry.subarray(46, 46 + Number(nameLength)).toString(), bytes };
  });
}
