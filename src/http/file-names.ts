import { isUtf8 } from 'node:buffer';
import type { EventEmitter } from 'node:events';
import type { Busboy } from '@fastify/busboy';

/** A parameter of a Content-Disposition header. What stands in quotes may have semicolons. */
const PARAMETER = /;\s*([^=;\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)/g;

/** The value of an extended parameter (RFC 8187): charset, language, percent-encoded bytes. */
const EXTENDED = /^"?(utf-8|iso-8859-1)'[^']*'((?:%[0-9a-f]{2}|[^%"'])*)"?$/i;

/** The names of the headers of a part, with their values as bytes of Latin-1. */
type PartHeader = Record<string, string[]>;

/**
 * Has a form parser read the file names of a Content-Disposition as RFC 6266 does: `filename*` before `filename`,
 * wherever they stand. The parser itself looks at the first of them that it meets.
 */
export function preferExtendedNames(busboy: InstanceType<typeof Busboy>): void {
  // The parser of the parts is no part of Busboy's types.
  const { parser } = (busboy as unknown as { _parser: { parser: EventEmitter } })._parser;
  parser.on('part', (part: EventEmitter) => {
    part.prependListener('header', (header: PartHeader) => {
      const disposition = header['content-disposition'];
      if (disposition?.[0]) disposition[0] = plainDisposition(disposition[0]);
    });
  });
}

/**
 * Returns a Content-Disposition whose `filename` is the name that its sender means. Bytes that are not UTF-8 are Latin-1.
 * An extended name that cannot be decoded gives way to the plain one.
 * @param given its bytes, each as one character, as is what is returned
 */
export function plainDisposition(given: string): string {
  const text = isUtf8(Buffer.from(given, 'latin1')) ? given : toBytes(given);
  if (!text.includes('*')) return text;
  const parameters = [...text.matchAll(PARAMETER)].map(([whole, name = '', value = '']) => ({
    whole,
    name: name.toLowerCase(),
    value: value.trim(),
  }));
  const extended = parameters.find(({ name }) => name === 'filename*');
  if (!extended) return text;
  const hasPlain = parameters.some(({ name }) => name === 'filename');
  const decoded = decodeExtended(extended.value) ?? (hasPlain ? null : lastOf(extended.value));
  const isName = (name: string) =>
    name === 'filename*' || (name === 'filename' && decoded !== null);
  const others = parameters.filter(({ name }) => !isName(name)).map(({ whole }) => whole);
  const type = text.slice(0, text.indexOf(';'));
  return [type, ...others, decoded === null ? '' : `; filename="${quoted(decoded)}"`].join('');
}

/** Returns the name that an extended value stands for; null for one that cannot be decoded. */
function decodeExtended(value: string): string | null {
  const [, charset = '', encoded = ''] = EXTENDED.exec(value) ?? [];
  if (charset === '') return null;
  if (charset.toLowerCase() === 'utf-8') {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return null;
    }
  }
  return encoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Returns what stands behind charset and language. */
const lastOf = (value: string): string => value.replaceAll('"', '').split("'").at(-1) ?? '';

/** Returns a name as it stands in quotes. Line breaks would end the header, and folders are no part of a name. */
const quoted = (name: string): string =>
  toBytes((name.split(/[/\\]/).at(-1) ?? '').replace(/[\r\n]/g, '')).replaceAll('"', '\\"');

const toBytes = (text: string): string => Buffer.from(text).toString('latin1');
