import { isUtf8 } from 'node:buffer';
import type { EventEmitter } from 'node:events';
import type { Busboy } from '@fastify/busboy';

/** Matches a parameter of a Content-Disposition header. A quoted value may contain semicolons. */
const PARAMETER = /;\s*([^=;\s]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)/g;

/** Matches the value of an extended parameter (RFC 8187): charset, language, percent-encoded bytes. */
const EXTENDED = /^"?(utf-8|iso-8859-1)'[^']*'((?:%[0-9a-f]{2}|[^%"'])*)"?$/i;

/** Headers of a part: lists of values, decoded as Latin-1, by name. */
type PartHeader = Record<string, string[]>;

/**
 * Makes Busboy prefer `filename*` to `filename` in a Content-Disposition, as RFC 6266 demands. By itself it takes the first
 * of the two.
 */
export function preferExtendedNames(busboy: InstanceType<typeof Busboy>): void {
  // Busboy's types do not declare its parser of parts.
  const { parser } = (busboy as unknown as { _parser: { parser: EventEmitter } })._parser;
  parser.on('part', (part: EventEmitter) => {
    part.prependListener('header', (header: PartHeader) => {
      const disposition = header['content-disposition'];
      if (disposition?.[0]) disposition[0] = plainDisposition(disposition[0]);
    });
  });
}

/**
 * Returns a Content-Disposition with the preferred name as its `filename`. Bytes that are not UTF-8 count as Latin-1. A
 * plain name replaces an extended one that cannot be decoded.
 * @param given the header as a binary string, a character for each byte, as is the result
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
  return [type, ...others, decoded === null ? '' : `; filename="${quotedName(decoded)}"`].join('');
}

/** Decodes an extended value; null if it is malformed. */
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

/** Returns the part of an extended value after charset and language. */
const lastOf = (value: string): string => value.replaceAll('"', '').split("'").at(-1) ?? '';

/** Escapes a name for a quoted value. Removes folders, and line breaks, which would end the header. */
const quotedName = (name: string): string =>
  toBytes((name.split(/[/\\]/).at(-1) ?? '').replace(/[\r\n]/g, '')).replaceAll('"', '\\"');

const toBytes = (text: string): string => Buffer.from(text).toString('latin1');
