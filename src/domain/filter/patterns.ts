/** Returns a text whose special characters of `like` stand for themselves. */
export const escapePattern = (value: string): string => value.replace(/[\\%_]/g, '\\$&');

/** Returns the pattern of texts that contain a text. */
export const anywhere = (value: string): string => `%${escapePattern(value)}%`;
