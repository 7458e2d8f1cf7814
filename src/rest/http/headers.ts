/** The version of the original whose API this is. */
export const APP_VERSION = '5.10.17';

/** What is said of versions. Callers older than the minimum refuse to go on by themselves. */
const VERSIONS = {
  'X-App-Version': APP_VERSION,
  'X-Minimum-Client-Version': '5.0.16',
  'X-Api-Version': '5.0.16',
} as const;

/** The headers of every answer, refusals too. What other origins may do is said by the server, for all paths alike. */
export const commonHeaders: Readonly<Record<string, string>> = {
  ...VERSIONS,
  'Cache-Control': 'no-cache, private',
};
