import { fileTypeFromBuffer } from 'file-type';
import type { FileHead } from './file-head.ts';
import { isText, textType } from './text-type.ts';

/** The media types of the file extensions that are stored, the same as in v1. */
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

/** A type of content that is stored. */
export type DocumentType = keyof typeof documentTypes;

/** Returns the media type of an imported file's type; that of plain bytes for a type that is not stored here. */
export function mediaTypeOf(type: string): string {
  const known = documentType(type);
  return known ? documentTypes[known] : 'application/octet-stream';
}

/** The library's names of types that have another name here. */
const libraryNames: Readonly<Record<string, DocumentType>> = {
  ps: 'ai',
  eps: 'ai',
  tif: 'tiff',
  apng: 'png',
};

/** The signatures of formats that the library recognises only by bytes beyond the head. */
const headSignatures: readonly (readonly [start: Buffer, type: DocumentType])[] = [
  [Buffer.from('II*\0'), 'tiff'],
  [Buffer.from('MM\0*'), 'tiff'],
  [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'png'],
];

/** The text formats that have a signature. In a text, any other signature is a coincidence. */
const TEXT_FORMATS = new Set(['pdf', 'ps', 'eps', 'xml', 'rtf', 'ics', 'vcf', 'pgp']);

/** Determines the type of a file by its content; null for a type that is not stored. */
export async function typeOf(head: FileHead): Promise<DocumentType | null> {
  if (head.bytes.length === 0) return null;
  const signature = (await fileTypeFromBuffer(head.bytes))?.ext ?? null;
  if (isText(head.bytes) && !(signature && TEXT_FORMATS.has(signature))) return textType(head);
  if (signature === 'xml') return textType(head);
  if (signature === 'cfb') return compoundType(head);
  if (signature === 'zip') return zipType(head.bytes);
  return signature === null ? typeByHead(head) : documentType(libraryNames[signature] ?? signature);
}

const typeByHead = ({ bytes, isComplete }: FileHead): DocumentType | null => {
  const match = headSignatures.find(([start]) => bytes.subarray(0, start.length).equals(start));
  return isComplete ? null : (match?.[1] ?? null);
};

const isDocumentType = (type: string): type is DocumentType => Object.hasOwn(documentTypes, type);

const documentType = (type: string): DocumentType | null => (isDocumentType(type) ? type : null);

/** Determines an old office format. All share one container, in which each has a stream of its own name. */
function compoundType({ bytes, isComplete, name }: FileHead): DocumentType | null {
  const has = (stream: string) => bytes.includes(Buffer.from(stream, 'utf16le'));
  if (has('WordDocument')) return 'doc';
  if (has('Workbook')) return 'xls';
  if (has('PowerPoint Document')) return 'ppt';
  const named = /\.(doc|xls|ppt)$/i.exec(name)?.[1]?.toLowerCase();
  return isComplete || !named ? null : documentType(named);
}

/** The folders of the zipped office formats. Their own names stand at the end of the file, beyond the head. */
const officeFolders: readonly (readonly [string, DocumentType])[] = [
  ['word/', 'docx'],
  ['xl/', 'xlsx'],
  ['ppt/', 'pptx'],
];

/** Determines an office format by the entries of a zip archive; otherwise `zip`. */
function zipType(bytes: Buffer): DocumentType {
  const has = (folder: string) => {
    for (
      let at = bytes.indexOf(ENTRY_SIGNATURE);
      at >= 0;
      at = bytes.indexOf(ENTRY_SIGNATURE, at + 1)
    ) {
      const from = at + NAME_OFFSET;
      if (bytes.toString('latin1', from, from + folder.length) === folder) return true;
    }
    return false;
  };
  return officeFolders.find(([folder]) => has(folder))?.[1] ?? 'zip';
}

/** The signature of an entry of a zip archive, and the offset of its name. */
const ENTRY_SIGNATURE = Buffer.from('PK\x03\x04', 'latin1');
const NAME_OFFSET = 30;
