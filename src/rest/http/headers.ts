/** Version of Invoice Ninja whose v1 API this is. */
export const APP_VERSION = '5.10.17';

/** Version headers. Apps older than the minimum client version stop by themselves. */
const VERSIONS = {
  'X-App-Version': APP_VERSION,
  'X-Minimum-Client-Version': '5.0.16',
  'X-Api-Version': '5.0.16',
} as const;

/** Headers of every v1 response, refusals included. The server adds those of CORS. */
export const commonHeaders: Readonly<Record<string, string>> = {
  ...VERSIONS,
  'Cache-Control': 'no-cache, private',
};
