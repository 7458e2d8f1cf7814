/** Room that is kept from one answer to the next, in bytes. */
const KEPT = 1024 * 1024;

/** Where an answer is written: bytes of UTF-8, one after the other. What does not fit is lost, and written again. */
export class ByteWriter {
  readonly bytes: Buffer;
  /** How much was written, or would have been if there were room. */
  at = 0;

  constructor(room: number) {
    this.bytes = Buffer.allocUnsafe(room);
  }

  /** Writes bytes as they are; they are few. */
  put(bytes: Uint8Array): void {
    const { bytes: to } = this;
    let { at } = this;
    for (let i = 0; i < bytes.length; i += 1) {
      to[at] = bytes[i] as number;
      at += 1;
    }
    this.at = at;
  }

  /** Writes one byte. */
  putByte(byte: number): void {
    this.bytes[this.at] = byte;
    this.at += 1;
  }

  /** Writes a text. */
  putText(text: string): void {
    const most = text.length * 3;
    const fits = this.at + most <= this.bytes.length;
    this.at += fits ? this.bytes.write(text, this.at) : most;
    if (!fits) this.at = Math.max(this.at, this.bytes.length + 1);
  }

  /** Writes a short text that has ASCII characters only. */
  putAscii(text: string): void {
    const { bytes } = this;
    let { at } = this;
    for (let i = 0; i < text.length; i += 1) {
      bytes[at] = text.charCodeAt(i);
      at += 1;
    }
    this.at = at;
  }
}

const encoder = new TextEncoder();

/** A text as bytes that are kept: memory of its own, where small buffers share theirs with what is soon forgotten. */
export const constantBytes = (text: string): Uint8Array => encoder.encode(text);

/** Writes a part of an answer. It does the same each time it is called. */
export type WriteJson = (writer: ByteWriter) => void;

let kept = new ByteWriter(64 * 1024);

/**
 * What a write comes to, each byte as one character of Latin-1: that is how it leaves the process. It is written once
 * more, with twice the room, when there was too little.
 */
export function writeToLatin1(write: WriteJson): string {
  let writer = kept;
  for (;;) {
    writer.at = 0;
    write(writer);
    const { at, bytes } = writer;
    if (at <= bytes.length) {
      if (bytes.length <= KEPT) kept = writer;
      return bytes.toString('latin1', 0, at);
    }
    writer = new ByteWriter(Math.max(at, 2 * bytes.length));
  }
}
