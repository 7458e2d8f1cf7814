import { type Config, readConfig } from '../config.ts';
import type { Database } from '../db/database.ts';
import { IdCodec } from '../domain/core/ids.ts';
import { fatalErrorMessage } from '../server/fatal-error.ts';
import { openDatabaseFor } from '../server/open.ts';
import { UsageError } from './arguments.ts';
import { complain, say, surviveLostReaders } from './terminal.ts';

/** What a command works on. */
export interface CommandContext {
  readonly config: Config;
  readonly db: Database;
  readonly ids: IdCodec;
}

/** A command line made out: does the work and gives the exit code. */
export type CommandRun = (context: CommandContext) => Promise<number>;

/** A program of the command line. */
export interface Command {
  /** How it is called, for whoever finds the data folder locked: `npm run company`. */
  readonly name: string;
  /** Every way to call it, one a line. */
  readonly usage: string;
  /** Makes out the arguments, before the book is opened. @throws UsageError when they make no sense */
  readonly parse: (args: string[]) => CommandRun | Promise<CommandRun>;
}

/**
 * Runs a command on the book that the environment names, migrated. Ends the process with 0, with 1 and a sentence when the
 * work was refused, or with 2 and the usage when the command line makes no sense.
 */
export async function runCommand(command: Command): Promise<void> {
  surviveLostReaders();
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) {
    say(`Usage:\n${command.usage}`);
    return;
  }
  try {
    process.exitCode = await runOnDatabase(command.name, await command.parse(args));
  } catch (error) {
    if (error instanceof UsageError) complain(`${error.message}\nUsage:\n${command.usage}`);
    else complain(fatalErrorMessage(error));
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

async function runOnDatabase(name: string, run: CommandRun): Promise<number> {
  const config = readConfig(process.env);
  const book = await openDatabaseFor(config, name);
  try {
    return await run({ config, db: book.db, ids: new IdCodec(config.hashidsSalt) });
  } finally {
    await book.close();
  }
}
