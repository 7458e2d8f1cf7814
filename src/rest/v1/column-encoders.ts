import type { IdCodec } from '../../domain/core/ids.ts';
import type { Kind } from '../../domain/core/kinds.ts';
import { ascii } from '../../projection/ascii.ts';
import type { ByteWriter } from '../../projection/byte-writer.ts';
import { copyAmount, copyColumn } from '../../projection/copying.ts';
import type { RowReader } from '../../projection/row-reader.ts';
import { fromText } from '../../projection/values.ts';
import { writeJson } from '../http/json.ts';
import { encode } from './kinds.ts';

/** Writes the next piece of a source as v1 shows a value of a kind. @param depth how many levels it is indented */
type WriteColumn = (source: RowReader, sink: ByteWriter, ids: IdCodec, depth: number) => void;

/** How v1 writes each kind, from what PostgreSQL wrote: the same as `encode` says of values. */
export const columnEncoders: Readonly<Record<Kind, WriteColumn>> = {
  text: orElse('""', writeText),
  boolean: (source, sink) => sink.putAscii(source.take() === 't' ? 'true' : 'false'),
  money: copyAmount,
  instant: orElse('0', writeTime),
  integer: copyColumn,
  referenceId: orElse('""', (source, sink) => {
    sink.putByte(ascii.quote);
    copyColumn(source, sink);
    sink.putByte(ascii.quote);
  }),
  recordId: orElse('""', (source, sink, ids) =>
    sink.putAscii(`"${ids.encode(source.takeNumber())}"`),
  ),
  json: (source, sink, _ids, depth) => {
    const text = source.take() as string;
    sink.putAscii(text === '{}' ? text : writeJson(encode.json(JSON.parse(text)), depth));
  },
};

/** Writes what stands for no value, where there is none. */
function orElse(nothing: string, write: WriteColumn): WriteColumn {
  return (source, sink, ids, depth) => {
    if (source.takeNone()) sink.putAscii(nothing);
    else write(source, sink, ids, depth);
  };
}

function writeText(source: RowReader, sink: ByteWriter): void {
  const { bytes: from, at: start } = source;
  if (from[start] === ascii.zero && source.endsAt(start + 1)) {
    // v1 takes the text "0" for none.
    sink.putAscii('""');
    source.leave(start + 1);
    return;
  }
  const { bytes: to } = sink;
  let at = start;
  let out = sink.at;
  to[out++] = ascii.quote;
  for (;;) {
    const byte = from[at] as number;
    if (byte < ascii.space && source.endsAt(at)) break;
    if (byte < ascii.space || byte >= ascii.delete) {
      // Rare enough to be left to the writer of whole texts, which escapes everything beyond ASCII.
      sink.putAscii(writeJson(source.take()));
      return;
    }
    if (byte === ascii.quote || byte === ascii.backslash || byte === ascii.slash)
      to[out++] = ascii.backslash;
    to[out++] = byte;
    at += 1;
  }
  to[out++] = ascii.quote;
  sink.at = out;
  source.leave(at);
}

/** `2026-01-31 12:00:00.5+00` in Unix seconds. */
function writeTime(source: RowReader, sink: ByteWriter): void {
  const { bytes, at } = source;
  const two = (place: number) =>
    ((bytes[at + place] as number) - ascii.zero) * 10 +
    (bytes[at + place + 1] as number) -
    ascii.zero;
  const year = two(0) * 100 + two(2);
  const end = source.end();
  // Years of other than four digits, and those that `Date.UTC` takes for the last century's, go the long way.
  if (bytes[at + 4] !== ascii.dash || bytes[end - 3] !== ascii.plus || year < 100) {
    sink.putAscii(String(encode.instant(fromText.instant(source.take() as string) as Date)));
    return;
  }
  const moment = Date.UTC(year, two(5) - 1, two(8), two(11), two(14), two(17));
  sink.putAscii(String(moment / 1000));
  source.leave(end);
}
