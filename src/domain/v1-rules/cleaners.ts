/** Replaces the beginning of a script element, as v1 does in notes. */
const defuse = (text: string): string => text.replaceAll('</sc', '<-');

/**
 * The changes that v1 makes to a text before it stores it, by field: no markup in names, no scripts in notes.
 */
export const cleaners: Readonly<Record<string, (text: string) => string>> = {
  name: (text) => text.replace(/<[^>]*>/g, ''),
  privateNotes: defuse,
  publicNotes: defuse,
};
