import { NO_SIZE, type PictureSize, type PictureSizeReader, sizeOf } from './picture-size.ts';

/** Bytes of the header: byte order, the number 42, and where the directory starts. */
const HEADER = 8;

/** Bytes of an entry of the directory: tag, type, count, value. */
const ENTRY = 12;

/** Entries that are looked at. They are sorted by tag, and those that matter have the lowest but three. */
const ENTRIES = 64;

const WIDTH = 256;
const HEIGHT = 257;

/** The types that both numbers may have: 16 and 32 bits without sign. */
const SHORT = 3;
const LONG = 4;

/**
 * Learns the size of a TIFF. Its directory may stand anywhere, and most programs write it last, so the head of the file
 * does not do: the bytes of the directory are caught when they go by.
 */
export function tiffSizeReader(): PictureSizeReader {
  let header: Buffer = Buffer.alloc(0);
  let directory: Buffer = Buffer.alloc(0);
  let position = 0;

  const caught = (sofar: Buffer, bytes: Buffer, from: number, length: number) => {
    const start = from + sofar.length - position;
    if (start < 0 || start >= bytes.length || sofar.length >= length) return sofar;
    return Buffer.concat([sofar, bytes.subarray(start, start + length - sofar.length)]);
  };

  return {
    see(bytes) {
      header = caught(header, bytes, 0, HEADER);
      const order = byteOrder(header);
      if (order) directory = caught(directory, bytes, order.uint32(header, 4), 2 + ENTRIES * ENTRY);
      position += bytes.length;
    },
    size() {
      const order = byteOrder(header);
      return order ? sizeIn(directory, order) : NO_SIZE;
    },
  };
}

interface ByteOrder {
  uint16(bytes: Buffer, at: number): number;
  uint32(bytes: Buffer, at: number): number;
}

const LITTLE: ByteOrder = {
  uint16: (bytes, at) => bytes.readUInt16LE(at),
  uint32: (bytes, at) => bytes.readUInt32LE(at),
};

const BIG: ByteOrder = {
  uint16: (bytes, at) => bytes.readUInt16BE(at),
  uint32: (bytes, at) => bytes.readUInt32BE(at),
};

function byteOrder(header: Buffer): ByteOrder | null {
  if (header.length < HEADER) return null;
  return header.toString('latin1', 0, 2) === 'II' ? LITTLE : BIG;
}

function sizeIn(directory: Buffer, order: ByteOrder): PictureSize {
  const values = new Map<number, number>();
  const written = directory.length < 2 ? 0 : 2 + order.uint16(directory, 0) * ENTRY;
  const end = Math.min(directory.length, written);
  for (let at = 2; at + ENTRY <= end; at += ENTRY) {
    const type = order.uint16(directory, at + 2);
    const read = type === SHORT ? order.uint16 : type === LONG ? order.uint32 : null;
    if (read) values.set(order.uint16(directory, at), read(directory, at + 8));
  }
  return sizeOf(values.get(WIDTH) ?? 0, values.get(HEIGHT) ?? 0);
}
