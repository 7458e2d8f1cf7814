import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/** Writes a line to standard output. */
export const say = (text: string): void => write(process.stdout, text);

/** Writes a line to standard error. */
export const complain = (text: string): void => write(process.stderr, text);

/** Lets the process go on when whoever reads its output goes away: what it says then is lost, and nothing else. */
export function surviveLostReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}

function write(stream: NodeJS.WriteStream, text: string): void {
  // After its reader has gone, a stream is destroyed, and writing to it would fail again.
  if (stream.writable) stream.write(`${text}\n`);
}

/**
 * Reads a secret: typed at a terminal, where it is not shown, or else the first line of standard input.
 * @param prompt is shown at a terminal
 * @returns the line without its end; null when the input ends before there is any
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
    return line as string;
  } catch {
    return null;
  } finally {
    lines.close();
    stdin.pause();
    if (stdin.isTTY) stderr.write('\n');
  }
}
