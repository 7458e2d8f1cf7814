import type { FileHead } from './file-head.ts';

/** Returns true for control characters other than white space, bell and escape: no text has them in any encoding. */
const isControl = (code: number): boolean =>
  code < 0x20 ? !(code >= 0x07 && code <= 0x0d) && code !== 0x1b : code === 0x7f;

/** Returns true for text: ASCII, UTF-8 and the 8-bit encodings, or UTF-16 with a byte order mark. */
export function isText(bytes: Buffer): boolean {
  const wide = decodeUtf16(bytes);
  if (wide === null) return !bytes.some(isControl);
  for (let i = 0; i < wide.length; i++) if (isControl(wide.charCodeAt(i))) return false;
  return true;
}

/** Decodes UTF-16 with a byte order mark; null for other encodings. */
function decodeUtf16(bytes: Buffer): string | null {
  const even = bytes.subarray(2, bytes.length - (bytes.length % 2));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return even.toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(even).swap16().toString('utf16le');
  return null;
}

/** The beginning of a text that a browser or server would run. */
const ACTIVE =
  /^(?:#!|<\?(?:php|=)|<(?:!doctype\s+html|html|head|body|title|script|style|iframe|frameset|meta|link|base|object|embed|img|svg|a|h1|div|table)\b)/i;

/** The part of an XML document before its root. */
const PROLOG = /^(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!doctype\b[^>[]*(?:\[[\s\S]*?\]\s*)?>)+/i;

/** Roots of XML documents whose scripts a browser runs. */
const ACTIVE_ROOT = /^<(?:[\w-]+:)?(?:svg|html|stylesheet|transform)\b/i;

/** Returns the type of a text: `xml` or `txt`; null for code (HTML, SVG, scripts) and JSON, which v1 does not store. */
export function textType(head: FileHead): 'xml' | 'txt' | null {
  const text = (decodeUtf16(head.bytes) ?? head.bytes.toString('utf8'))
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (ACTIVE.test(text)) return null;
  if (/^<\?xml\s/.test(text)) return ACTIVE_ROOT.test(text.replace(PROLOG, '')) ? null : 'xml';
  if (ACTIVE_ROOT.test(text.replace(PROLOG, ''))) return null;
  return isJson(text, head.isComplete) ? null : 'txt';
}

/** One token of JSON with the white space before it. */
const JSON_TOKEN =
  /\s*(?:[{}[\],:]|"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/** The maximum length of a token that the end of the head may cut off. */
const MAX_TOKEN_LENGTH = 64 * 1024;

/** Returns true for a JSON object or list, or the beginning of one. */
function isJson(text: string, isComplete: boolean): boolean {
  if (!/^[{[]/.test(text)) return false;
  if (isComplete) {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  }
  JSON_TOKEN.lastIndex = 0;
  let end = 0;
  while (JSON_TOKEN.test(text)) end = JSON_TOKEN.lastIndex;
  return end > 0 && text.length - end < MAX_TOKEN_LENGTH;
}
