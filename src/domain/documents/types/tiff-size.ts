import { NO_SIZE, type PictureSize, type PictureSizeReader, pictureSize } from './picture-size.ts';

/** The length of the header: byte order, the number 42, and the offset of the directory. */
const HEADER_BYTES = 8;

/** The length of an entry of the directory: tag, type, count, value. */
const ENTRY_BYTES = 12;

/** The number of entries that are read. They are sorted by tag, and width and height come early. */
const MAX_ENTRIES = 64;

const WIDTH = 256;
const HEIGHT = 257;

/** The types of both values: unsigned integers of 16 and 32 bits. */
const UINT16 = 3;
const UINT32 = 4;

/**
 * Returns a reader of a TIFF's size. The directory may stand anywhere, mostly at the end, so the head of the file is not
 * enough: its bytes are collected as they arrive.
 */
export function tiffSizeReader(): PictureSizeReader {
  const header = new Section(0, HEADER_BYTES);
  let directory: Section | null = null;
  let position = 0;
  return {
    push(bytes) {
      header.collect(bytes, position);
      const order = byteOrder(header.bytes);
      if (order) {
        directory ??= new Section(order.uint32(header.bytes, 4), 2 + MAX_ENTRIES * ENTRY_BYTES);
        directory.collect(bytes, position);
      }
      position += bytes.length;
    },
    size() {
      const order = byteOrder(header.bytes);
      return order && directory ? sizeIn(directory.bytes, order) : NO_SIZE;
    },
  };
}

/** A section of a file, collected from the chunks that contain it. */
class Section {
  bytes: Buffer = Buffer.alloc(0);
  readonly #offset: number;
  readonly #length: number;

  constructor(offset: number, length: number) {
    this.#offset = offset;
    this.#length = length;
  }

  /** Appends the part of a chunk that continues the section. */
  collect(chunk: Buffer, position: number): void {
    const start = this.#offset + this.bytes.length - position;
    const missing = this.#length - this.bytes.length;
    if (start < 0 || start >= chunk.length || missing <= 0) return;
    this.bytes = Buffer.concat([this.bytes, chunk.subarray(start, start + missing)]);
  }
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
  if (header.length < HEADER_BYTES) return null;
  return header.toString('latin1', 0, 2) === 'II' ? LITTLE : BIG;
}

function sizeIn(directory: Buffer, order: ByteOrder): PictureSize {
  const values = new Map<number, number>();
  const written = directory.length < 2 ? 0 : 2 + order.uint16(directory, 0) * ENTRY_BYTES;
  const end = Math.min(directory.length, written);
  for (let at = 2; at + ENTRY_BYTES <= end; at += ENTRY_BYTES) {
    const type = order.uint16(directory, at + 2);
    const read = type === UINT16 ? order.uint16 : type === UINT32 ? order.uint32 : null;
    if (read) values.set(order.uint16(directory, at), read(directory, at + 8));
  }
  return pictureSize(values.get(WIDTH) ?? 0, values.get(HEIGHT) ?? 0);
}
