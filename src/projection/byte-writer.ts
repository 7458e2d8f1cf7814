/** Bytes of a buffer that is kept from one response to the next. */
const MAX_KEPT_BYTES = 1024 * 1024;

/** Collects the bytes of a response in UTF-8. Bytes beyond its capacity are counted and lost: `writeToLatin1` retries. */
export class ByteWriter {
  readonly bytes: Buffer;
  /** Bytes that were written, or would have been with enough capacity. */
  position = 0;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  /** Writes a few bytes. */
  putBytes(bytes: Uint8Array): void {
    const { bytes: to } = this;
    let at = this.position;
    for (let i = 0; i < bytes.length; i += 1) {
      to[at] = bytes[i] as number;
      at += 1;
    }
    this.position = at;
  }

  /** Writes one byte. */
  putByte(byte: number): void {
    this.bytes[this.position] = byte;
    this.position += 1;
  }

  /** Writes a text. */
  putText(text: string): void {
    const max = text.length * 3;
    const fits = this.position + max <= this.bytes.length;
    this.position += fits ? this.bytes.write(text, this.position) : max;
    if (!fits) this.position = Math.max(this.position, this.bytes.length + 1);
  }

  /** Writes a short text of ASCII characters. */
  putAscii(text: string): void {
    const { bytes } = this;
    let at = this.position;
    for (let i = 0; i < text.length; i += 1) {
      bytes[at] = text.charCodeAt(i);
      at += 1;
    }
    this.position = at;
  }
}

const encoder = new TextEncoder();

/** Encodes a constant text. The array has memory of its own: small buffers share a pool, which it would keep alive. */
export const constantBytes = (text: string): Uint8Array => encoder.encode(text);

/** Writes a part of a response as JSON. It may be called again, and then writes the same bytes. */
export type WriteJson = (writer: ByteWriter) => void;

let kept = new ByteWriter(64 * 1024);

/**
 * Writes JSON and returns each byte as one character of Latin-1, the form in which Node sends it fastest. If the
 * capacity is too small, it writes again with at least twice as much.
 */
export function writeToLatin1(write: WriteJson): string {
  let writer = kept;
  for (;;) {
    writer.position = 0;
    write(writer);
    const { position, bytes } = writer;
    if (position <= bytes.length) {
      if (bytes.length <= MAX_KEPT_BYTES) kept = writer;
      return bytes.toString('latin1', 0, position);
    }
    writer = new ByteWriter(Math.max(position, 2 * bytes.length));
  }
}
