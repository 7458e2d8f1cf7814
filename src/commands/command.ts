import { type Config, readConfig } from '../config.ts';
import type { Database } from '../db/database.ts';
import { IdCodec } from '../domain/core/ids.ts';
import { fatalErrorMessage } from '../server/fatal-error.ts';
import { openDatabaseFor } from '../server/open.ts';
import { UsageError } from './arguments.ts';
import { complain, say, surviveLostReaders } from './terminal.ts';

/** Context of a command. */
export interface CommandContext {
  readonly config: Config;
  readonly db: Database;
  readonly ids: IdCodec;
}

/** Runs a parsed command line. @returns the exit code */
export type CommandRun = (context: CommandContext) => Promise<number>;

/** A program of the command line. */
export interface Command {
  /** The call of the program, for the message about a locked data folder: `npm run company`. */
  readonly name: string;
  /** Forms of the command line, one a line. */
  readonly usage: string;
  /** Parses the arguments, before the database is opened. @throws UsageError */
  readonly parse: (args: string[]) => CommandRun | Promise<CommandRun>;
}

/**
 * Runs a command on the database of the settings. Sets the exit code to the command's, to 1 after an error, or to 2 after
 * an invalid command line.
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
  const database = await openDatabaseFor(config, name);
  try {
    return await run({ config, db: database.db, ids: new IdCodec(config.hashidsSalt) });
  } finally {
    await database.close();
  }
}
