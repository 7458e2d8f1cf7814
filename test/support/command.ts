import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onServer, testDatabase } from './books/databases.ts';

/** The result of a command. */
export interface Ended {
  /** The exit code; null when it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The settings that name a book. */
export type BookSettings = Readonly<Record<'DATA_DIR' | 'DATABASE_URL', string>>;

/**
 * Creates a folder and, on a server, a database, and returns the settings of an empty book in them.
 * @param template the database that is copied
 */
export async function newBook(template = 'template1'): Promise<BookSettings> {
  const folder = await mkdtemp(join(tmpdir(), 'clients-gateway-'));
  const server = process.env.DATABASE_URL;
  if (!server) return { DATA_DIR: folder, DATABASE_URL: '' };
  const name = testDatabase(server, randomUUID().slice(0, 8));
  await onServer(server, `create database ${name} template ${template}`);
  return { DATA_DIR: folder, DATABASE_URL: new URL(`/${name}`, server).href };
}

/** Copies a book that no process has open. */
export async function copyBook(book: BookSettings): Promise<BookSettings> {
  const { pathname } = new URL(book.DATABASE_URL || 'embedded:/template1');
  const copy = await newBook(pathname.slice(1));
  await cp(book.DATA_DIR, copy.DATA_DIR, { recursive: true });
  return copy;
}

/**
 * Starts a command, or the gateway itself, as a process of its own.
 * @param input is sent to its standard input
 */
export function start(
  command: 'company' | 'token' | 'import' | 'store' | 'main',
  args: readonly string[],
  book: Readonly<Record<string, string>>,
  input = '',
): ChildProcessWithoutNullStreams {
  const file = command === 'main' ? 'main' : `commands/${command}`;
  const script = new URL(`../../src/${file}.ts`, import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    env: { ...process.env, ...book },
  });
  // A command that ends without reading its input closes it.
  child.stdin.on('error', () => {}).end(input);
  return child;
}

/** Runs a command to its end. */
export const run = (...started: Parameters<typeof start>): Promise<Ended> =>
  ending(start(...started));

/** Waits for the end of a command. */
export function ending(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject).on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
