import type { FileHead } from './file-head.ts';

/** Bytes that no text has, whatever its encoding: control characters but for white space, bell and escape. */
const isControl = (code: number): boolean =>
  code < 0x20 ? !(code >= 0x07 && code <= 0x0d) && code !== 0x1b : code === 0x7f;

/** Whether bytes are text: ASCII, UTF-8 and the 8-bit encodings, or UTF-16 with a byte order mark. */
export function isText(bytes: Buffer): boolean {
  const wide = wideText(bytes);
  if (wide === null) return !bytes.some(isControl);
  for (let i = 0; i < wide.length; i++) if (isControl(wide.charCodeAt(i))) return false;
  return true;
}

/** The text of UTF-16 bytes that say so at their start; null for all others. */
function wideText(bytes: Buffer): string | null {
  const even = bytes.subarray(2, bytes.length - (bytes.length % 2));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return even.toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(even).swap16().toString('utf16le');
  return null;
}

/** What a browser or server would run, recognised by how the text starts. */
const ACTIVE =
  /^(?:#!|<\?(?:php|=)|<(?:!doctype\s+html|html|head|body|title|script|style|iframe|frameset|meta|link|base|object|embed|img|svg|a|h1|div|table)\b)/i;

/** What may stand before the root of an XML document. */
const PROLOG = /^(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!doctype\b[^>[]*(?:\[[\s\S]*?\]\s*)?>)+/i;

/** Roots of XML documents that a browser runs scripts of. */
const ACTIVE_ROOT = /^<(?:[\w-]+:)?(?:svg|html|stylesheet|transform)\b/i;

/**
 * The type of text: `xml` or `txt`; null for what is not stored, which is anything that can be run (HTML, SVG, scripts)
 * and JSON, as in v1.
 */
export function textType(head: FileHead): 'xml' | 'txt' | null {
  const text = (wideText(head.bytes) ?? head.bytes.toString('utf8'))
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (ACTIVE.test(text)) return null;
  if (/^<\?xml\s/.test(text)) return ACTIVE_ROOT.test(text.replace(PROLOG, '')) ? null : 'xml';
  if (ACTIVE_ROOT.test(text.replace(PROLOG, ''))) return null;
  return isJson(text, head.whole) ? null : 'txt';
}

/** The smallest pieces of JSON and the white space between them. */
const JSON_PIECE =
  /\s*(?:[{}[\],:]|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/** Longest piece that may be cut off at the end of the head. */
const LONGEST_PIECE = 64 * 1024;

/** Whether a text is a JSON object or list, or the start of one as far as can be seen. */
function isJson(text: string, whole: boolean): boolean {
  if (!/^[{[]/.test(text)) return false;
  if (whole) {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }
  JSON_PIECE.lastIndex = 0;
  let end = 0;
  while (JSON_PIECE.test(text)) end = JSON_PIECE.lastIndex;
  return end > 0 && text.length - end < LONGEST_PIECE;
}
