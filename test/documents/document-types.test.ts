import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { DomainError } from '../../src/domain/core/errors.ts';
import { type ReceivedFile, receiveFile } from '../../src/domain/documents/receive-file.ts';
import * as files from '../support/files.ts';

const limits = { fileBytes: 10_000_000, files: 1, requestBytes: 10_000_000, time: 1000 };

/** Reads a file in small pieces, as from a connection, and discards it. */
async function received(bytes: Buffer | string, name: string): Promise<ReceivedFile | null> {
  const turn = Promise.resolve();
  const intake = { destination: null, limits, bytesLeft: limits.requestBytes, turn };
  const pieces: Buffer[] = [];
  const all = Buffer.from(bytes as string);
  for (let at = 0; at < all.length; at += 7000) pieces.push(all.subarray(at, at + 7000));
  const file = { name, open: () => Readable.from(pieces) };
  return await receiveFile(intake, file, ['files', 0]).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'FILE_TYPE_REFUSED') return null;
    throw error;
  });
}

const LONG = 'A line of a long text.\n'.repeat(30_000);
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
const word = 'wordprocessingml.document';

test.for<readonly [what: string, bytes: Buffer | string, name: string, type: string | null]>([
  ['a PNG', files.png(3, 2), 'a.png', 'png'],
  ['a PNG with another name', files.png(3, 2), 'a.pdf', 'png'],
  ['a JPEG', files.jpg(3, 2), 'a.jpeg', 'jpg'],
  ['a GIF', files.gif(3, 2), 'a.gif', 'gif'],
  ['a WebP', files.webp(3, 2), 'a.webp', 'webp'],
  ['a TIFF', files.tiff(3, 2, 'II', 10), 'a.tif', 'tiff'],
  ['a Photoshop file', files.psd(3, 2), 'a.psd', 'psd'],
  [
    'a camera picture in the guise of a TIFF',
    Buffer.from('II*\0\x10\0\0\0CR\x02\0\0\0\0\0'),
    'a.tif',
    null,
  ],
  ['a PDF', files.pdf, 'a.pdf', 'pdf'],
  [
    'a PDF with bytes that are no text',
    Buffer.concat([files.pdf, Buffer.alloc(9)]),
    'a.pdf',
    'pdf',
  ],
  ['PostScript', '%!PS-Adobe-3.0\n%%Creator: Adobe Illustrator\n', 'a.ai', 'ai'],
  ['a Word document', files.openXml(word), 'a.docx', 'docx'],
  ['a spreadsheet', files.openXml('spreadsheetml.sheet'), 'a.xlsx', 'xlsx'],
  ['slides', files.openXml('presentationml.presentation'), 'a.pptx', 'pptx'],
  [
    'a large spreadsheet that says what it is at its end',
    files.zip(
      ['xl/worksheets/sheet1.xml', 'x'.repeat(400_000)],
      ['[Content_Types].xml', '<Types/>'],
    ),
    'a.xlsx',
    'xlsx',
  ],
  ['an OpenDocument text', files.openDocument('text'), 'a.odt', 'odt'],
  ['an OpenDocument spreadsheet', files.openDocument('spreadsheet'), 'a.ods', 'ods'],
  ['OpenDocument slides', files.openDocument('presentation'), 'a.odp', 'odp'],
  ['an old Word document', files.compound('WordDocument'), 'a.doc', 'doc'],
  ['an old spreadsheet', files.compound('Workbook'), 'a.txt', 'xls'],
  ['old slides', files.compound('PowerPoint Document'), 'a.ppt', 'ppt'],
  ['an archive', files.zip(['a.txt', 'a'], ['b/xl/c.txt', 'c']), 'a.zip', 'zip'],
  ['XML', '<?xml version="1.0"?>\n<!-- an invoice -->\n<Invoice/>', 'a.xml', 'xml'],
  ['XML in UTF-16', utf16('<?xml version="1.0" encoding="UTF-16"?><Invoice/>'), 'a.xml', 'xml'],
  ['text', 'Hello.', 'a.txt', 'txt'],
  ['text called a picture', 'Hello.', 'a.png', 'txt'],
  ['comma separated values', 'a,b\n1,2\n', 'a.csv', 'txt'],
  ['text in UTF-8', 'Grüße, 概要, 👋', 'a.txt', 'txt'],
  ['text in UTF-16', utf16('Grüße, 概要'), 'a.txt', 'txt'],
  ['text in an 8-bit encoding', Buffer.from('Gr\xfc\xdfe', 'latin1'), 'a.txt', 'txt'],
  ['text that starts as a bitmap does', 'BMW invoices of the year', 'a.txt', 'txt'],
  ['text that starts as a program does', 'MZ is a signature', 'a.txt', 'txt'],
  ['text that starts as a list does', '[2026-01-01] The server starts.', 'a.log', 'txt'],
  ['a long text', LONG, 'a.txt', 'txt'],
  ['a long text that starts as an object does', `{ not JSON\n${LONG}`, 'a.txt', 'txt'],
  ['nothing', '', 'a.txt', null],
  ['JSON', '{"a": [1, 2.5e3, "x"]}', 'a.json', null],
  ['a JSON list', ' [1]', 'a.txt', null],
  ['long JSON', `[${'{"a":"b\\"c"},'.repeat(40_000)}{}]`, 'a.txt', null],
  ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'a.svg', null],
  [
    'SVG called a picture',
    '<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b>">]><svg/>',
    'a.png',
    null,
  ],
  [
    'SVG behind a comment',
    '<!-- a -->\n<x:svg xmlns:x="http://www.w3.org/2000/svg"/>',
    'a.xml',
    null,
  ],
  ['SVG in UTF-16', utf16('<?xml version="1.0"?><svg/>'), 'a.xml', null],
  ['HTML', '<!DOCTYPE html><title>a</title>', 'a.html', null],
  ['HTML called text', '\n <script>alert(1)</script>', 'a.txt', null],
  ['XHTML', '<?xml version="1.0"?><html/>', 'a.xml', null],
  ['a stylesheet with scripts', '<?xml version="1.0"?><xsl:stylesheet/>', 'a.xml', null],
  ['PHP', '<?php echo 1;', 'a.txt', null],
  ['PHP by its name', 'Hello.', 'a.php', null],
  ['PHP of a version', 'Hello.', 'a.PHP7', null],
  ['PHP behind a dot', 'Hello.', 'a.phtml. .', null],
  ['a PHP archive', 'Hello.', 'a.phar', null],
  ['a script', '#!/bin/sh\nrm -rf /', 'a.txt', null],
  ['a program', files.exe, 'a.exe', null],
  ['a program called a picture', files.exe, 'a.png', null],
  ['rich text', '{\\rtf1\\ansi Hello.}', 'a.rtf', null],
  ['a Java archive', files.zip(['META-INF/MANIFEST.MF', 'Manifest-Version: 1.0']), 'a.zip', null],
  ['an installer', files.compound('Property'), 'a.msi', null],
  ['bytes of no type', Buffer.from([1, 2, 3, 4, 5, 0, 6]), 'a.txt', null],
])('%s is stored by its content', async ([, bytes, name, type]) => {
  const file = await received(bytes, name);
  expect(file?.type ?? null).toBe(type);
  if (file) {
    expect(file.size).toBe(Buffer.byteLength(bytes));
    expect(file.hash).toMatch(new RegExp(`^[A-Za-z0-9]{40}\\.${type}$`));
  }
});

test.for<readonly [what: string, bytes: Buffer, width: number, height: number]>([
  ['a PNG', files.png(640, 480), 640, 480],
  ['a PNG that claims to be larger than anything', files.png(0xffffffff, 1), 0, 0],
  ['a PNG that is cut off', files.png(640, 480).subarray(0, 18), 0, 0],
  ['a JPEG', files.jpg(640, 480), 640, 480],
  ['a JPEG with much before its size', files.jpg(640, 480, 150_000), 640, 480],
  ['a GIF', files.gif(640, 480), 640, 480],
  ['a WebP', files.webp(640, 480), 640, 480],
  ['a Photoshop file', files.psd(640, 480), 640, 480],
  ['a TIFF', files.tiff(640, 480, 'II', 0), 640, 480],
  ['a long TIFF', files.tiff(640, 480, 'II', 900_001), 640, 480],
  ['a long TIFF of the other byte order', files.tiff(640, 480, 'MM', 900_001), 640, 480],
  ['a long TIFF that is cut off', files.tiff(640, 480, 'II', 900_001).subarray(0, 900_015), 0, 0],
  ['a PDF', files.pdf, 0, 0],
])('the size of %s is stored', async ([, bytes, width, height]) => {
  expect(await received(bytes, 'a')).toMatchObject({ width, height });
});
