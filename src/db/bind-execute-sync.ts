// The driver writes each message of a statement by itself and copies its values more than once. These are the three
// messages by which PostgreSQL runs a prepared statement, in one buffer of the right size.

const BIND = 'B'.charCodeAt(0);

/** Bytes at the end of Bind: every column of the result as text. */
const RESULT_FORMATS = 2;

/** Execute (the unnamed portal, all rows) and Sync, the same for every statement. */
const EXECUTE_AND_SYNC = Buffer.from('E\0\0\0\x09\0\0\0\0\0S\0\0\0\x04', 'latin1');

/**
 * Returns the messages that bind values to a prepared statement, execute it and end with a sync.
 * @param name of the statement; empty for the last one that was parsed without a name
 * @param values as text; null for no value
 */
export function bindExecuteSync(name: string, values: readonly (string | null)[]): Buffer {
  const nameLength = Buffer.byteLength(name);
  const lengths = values.map((value) => (value === null ? 0 : Buffer.byteLength(value)));
  const valueBytes = lengths.reduce((sum, length) => sum + 4 + length, 0);
  // Length, unnamed portal, name, no formats of parameters, number of parameters.
  const bindLength = 4 + 1 + nameLength + 1 + 2 + 2 + valueBytes + RESULT_FORMATS;
  const message = Buffer.allocUnsafe(1 + bindLength + EXECUTE_AND_SYNC.length);
  let at = message.writeUInt8(BIND, 0);
  at = message.writeInt32BE(bindLength, at);
  at = message.writeUInt8(0, at);
  at += message.write(name, at);
  at = message.writeUInt8(0, at);
  at = message.writeInt16BE(0, at);
  at = message.writeInt16BE(values.length, at);
  for (const [i, value] of values.entries()) {
    const length = lengths[i] as number;
    at = message.writeInt32BE(value === null ? -1 : length, at);
    if (value === null || length === 0) continue;
    at += length === value.length ? message.write(value, at, 'latin1') : message.write(value, at);
  }
  at = message.writeInt16BE(0, at);
  EXECUTE_AND_SYNC.copy(message, at);
  return message;
}
