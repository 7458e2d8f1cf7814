/** Escapes the special characters of `like` in a text. */
export const escapePattern = (value: string): string => value.replace(/[\\%_]/g, '\\$&');

/** Returns the pattern of texts that contain a text. */
export const anywhere = (value: string): string => `%${escapePattern(value)}%`;
