import { fileTypeFromBuffer } from 'file-type';
import type { FileHead } from './file-head.ts';
import { isText, textType } from './text-type.ts';

/** The types of content that are stored, as v1 allows them: extension and media type. */
export const documentTypes = {
  png: 'image/png',
  ai: 'application/postscript',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  tiff: 'image/tiff',
  pdf: 'application/pdf',
  gif: 'image/gif',
  psd: 'image/vnd.adobe.photoshop',
  txt: 'text/plain',
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  webp: 'image/webp',
  xml: 'application/xml',
  zip: 'application/zip',
  csv: 'text/csv',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  odt: 'application/vnd.oasis.opendocument.text',
  odp: 'application/vnd.oasis.opendocument.presentation',
} as const satisfies Record<string, string>;

export type DocumentType = keyof typeof documentTypes;

/** The media type of what another system calls a type: bytes of a type that is not stored here are just bytes. */
export const mediaTypeOf = (type: string): string =>
  Object.hasOwn(documentTypes, type)
    ? documentTypes[type as DocumentType]
    : 'application/octet-stream';

/** What the library calls the types that we call otherwise. */
const otherNames: Readonly<Record<string, DocumentType>> = {
  ps: 'ai',
  eps: 'ai',
  tif: 'tiff',
  apng: 'png',
};

/** The formats that the library cannot tell when what it looks for stands beyond the head. */
const cutOff: readonly (readonly [start: Buffer, type: DocumentType])[] = [
  [Buffer.from('II*\0'), 'tiff'],
  [Buffer.from('MM\0*'), 'tiff'],
  [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'png'],
];

/** The formats with a signature that are text all the same. Any other signature in a text is a coincidence. */
const TEXT_FORMATS = new Set(['pdf', 'ps', 'eps', 'xml', 'rtf', 'ics', 'vcf', 'pgp']);

/** The type of a file by its content; null when it is none of those that are stored. */
export async function typeOf(head: FileHead): Promise<DocumentType | null> {
  if (head.bytes.length === 0) return null;
  const signature = (await fileTypeFromBuffer(head.bytes))?.ext ?? null;
  if (isText(head.bytes) && !(signature && TEXT_FORMATS.has(signature))) return textType(head);
  if (signature === 'xml') return textType(head);
  if (signature === 'cfb') return compoundType(head);
  if (signature === 'zip') return packedType(head.bytes);
  return signature === null ? cutOffType(head) : known(otherNames[signature] ?? signature);
}

const cutOffType = ({ bytes, whole }: FileHead): DocumentType | null => {
  const starts = cutOff.find(([start]) => bytes.subarray(0, start.length).equals(start));
  return whole ? null : (starts?.[1] ?? null);
};

const known = (type: string): DocumentType | null =>
  type in documentTypes ? (type as DocumentType) : null;

/** The old office formats share one container; each has a stream of its own name in it, wherever the directory stands. */
function compoundType({ bytes, whole, name }: FileHead): DocumentType | null {
  const has = (stream: string) => bytes.includes(Buffer.from(stream, 'utf16le'));
  if (has('WordDocument')) return 'doc';
  if (has('Workbook')) return 'xls';
  if (has('PowerPoint Document')) return 'ppt';
  const named = /\.(doc|xls|ppt)$/i.exec(name)?.[1]?.toLowerCase();
  return whole || !named ? null : known(named);
}

/** The folders of the zipped office formats, which name themselves at the end of the file where we cannot look. */
const officeFolders: readonly (readonly [string, DocumentType])[] = [
  ['word/', 'docx'],
  ['xl/', 'xlsx'],
  ['ppt/', 'pptx'],
];

/** A zip archive, or an office document whose table of contents does not stand at its start. */
function packedType(bytes: Buffer): DocumentType {
  const has = (folder: string) => {
    for (let at = bytes.indexOf(ENTRY); at >= 0; at = bytes.indexOf(ENTRY, at + ENTRY.length)) {
      const from = at + NAME_OFFSET;
      if (bytes.toString('latin1', from, from + folder.length) === folder) return true;
    }
    return false;
  };
  return officeFolders.find(([folder]) => has(folder))?.[1] ?? 'zip';
}

/** How an entry of a zip archive starts, and where its name stands. */
const ENTRY = Buffer.from('PK\x03\x04', 'latin1');
const NAME_OFFSET = 30;
