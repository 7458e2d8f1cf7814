import { kinds } from '../../domain/core/kinds.ts';
import { ascii } from '../../projection/ascii.ts';
import { type ByteWriter, constantBytes } from '../../projection/byte-writer.ts';
import {
  type ColumnEncoders,
  copyAmount,
  copyColumn,
  encodeId,
  orNull,
  quoted,
} from '../../projection/json-writer.ts';
import type { RowReader } from '../../projection/row-reader.ts';
import { writeJson } from '../http/json.ts';
import { encode } from './kinds.ts';

const TRUE = constantBytes('true');
const FALSE = constantBytes('false');
const NO_TEXT = constantBytes('""');
const NO_INSTANT = constantBytes('0');

/**
 * Returns the encoders of v1, which write what `encode` makes of values: test/rest/written.test.ts compares them.
 * @param depth levels by which JSON objects are indented
 */
export const columnEncoders = (depth: number): ColumnEncoders => ({
  text: orNull(NO_TEXT, encodeText),
  boolean: (reader, writer) => writer.putBytes(reader.readText() === 't' ? TRUE : FALSE),
  money: copyAmount,
  instant: orNull(NO_INSTANT, encodeInstant),
  integer: copyColumn,
  referenceId: orNull(NO_TEXT, quoted(copyColumn)),
  recordId: orNull(NO_TEXT, quoted(encodeId)),
  json: (reader, writer) => {
    const text = reader.readText() ?? '{}';
    writer.putAscii(text === '{}' ? text : writeJson(encode.json(JSON.parse(text)), depth));
  },
});

function encodeText(reader: RowReader, writer: ByteWriter): void {
  const { bytes: from, position: start } = reader;
  if (from[start] === ascii.zero && reader.endsAt(start + 1)) {
    // v1 treats the text "0" as empty, since PHP does.
    writer.putAscii('""');
    reader.moveBehind(start + 1);
    return;
  }
  const { bytes: to } = writer;
  let at = start;
  let out = writer.position;
  to[out++] = ascii.quote;
  for (;;) {
    const byte = from[at] as number;
    if (byte < ascii.space && reader.endsAt(at)) break;
    if (byte < ascii.space || byte >= ascii.delete) {
      // Control characters and characters beyond ASCII are rare: `writeJson` escapes them.
      writer.putAscii(writeJson(reader.readText()));
      return;
    }
    if (byte === ascii.quote || byte === ascii.backslash || byte === ascii.slash)
      to[out++] = ascii.backslash;
    to[out++] = byte;
    at += 1;
  }
  to[out++] = ascii.quote;
  writer.position = out;
  reader.moveBehind(at);
}

/** Encodes `2026-01-31 12:00:00.5+00` as Unix seconds. */
function encodeInstant(reader: RowReader, writer: ByteWriter): void {
  const { bytes, position } = reader;
  const two = (place: number) =>
    ((bytes[position + place] as number) - ascii.zero) * 10 +
    (bytes[position + place + 1] as number) -
    ascii.zero;
  const year = two(0) * 100 + two(2);
  const end = reader.columnEnd();
  // `Date.UTC` maps years below 100 to the 20th century, and years of more than four digits have another form.
  if (bytes[position + 4] !== ascii.dash || bytes[end - 3] !== ascii.plus || year < 100) {
    writer.putAscii(String(encode.instant(kinds.instant.parse(reader.readText() ?? ''))));
    return;
  }
  const milliseconds = Date.UTC(year, two(5) - 1, two(8), two(11), two(14), two(17));
  writer.putAscii(String(milliseconds / 1000));
  reader.moveBehind(end);
}
