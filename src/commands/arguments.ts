import { type ParseArgsConfig, parseArgs } from 'node:util';

/** An invalid command line. Its message is shown with the usage. */
export class UsageError extends Error {}

/** Parses the options and positional arguments of a command line. @throws UsageError */
export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // The second sentence of Node's message is about positional arguments that begin with a dash.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.replace(/\. .*/s, '.'));
  }
}
