import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Writes a line to standard output. */
export const say = (text: string): void => writeLine(process.stdout, text);

/** Writes a line to standard error. */
export const complain = (text: string): void => writeLine(process.stderr, text);

/** Keeps the process running when the reader of its output ends. Later output is lost. */
export function surviveLostReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

function writeLine(stream: NodeJS.WriteStream, text: string): void {
  // A stream whose reader has ended is destroyed, and a write to it would emit another error.
  if (stream.writable) stream.write(`${text}\n`);
}

/**
 * Reads a secret, without echo at a terminal, else from the first line of standard input.
 * @param prompt shown at a terminal
 * @returns the line; null if the input ends without one
 */
export async function readSecret(prompt: string): Promise<string | null> {
  const { stdin, stderr } = process;
  if (stdin.isTTY) stderr.write(prompt);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: stdin.isTTY === true });
  const interrupt = () => process.exit(130);
  lines.on('SIGINT', interrupt);
  const ended = new AbortController();
  lines.once('close', () => ended.abort());
  try {
    const [line] = await once(lines, 'line', { signal: ended.signal });
    return String(line);
  } catch {
    return null;
  } finally {
    lines.close();
    stdin.pause();
    if (stdin.isTTY) stderr.write('\n');
  }
}
