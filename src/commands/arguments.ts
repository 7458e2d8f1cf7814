import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Thrown for a command line that makes no sense. The message says why. */
export class UsageError extends Error {}

/**
 * Returns the options and other words of a command line.
 * @throws UsageError for unknown options, and for options without their value
 */
export function readArguments<Options extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    // Its second sentence is about words that begin with a dash, of which there are none here.
    throw new UsageError((error as Error).message.replace(/\. .*/s, '.'));
  }
}
