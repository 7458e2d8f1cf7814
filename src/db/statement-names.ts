/** Statements that may be prepared by name at once. Later ones run unnamed, so that hostile variety costs no memory. */
const LIMIT = 500;

const names = new Map<string, string>();

/** The name under which a statement is prepared on each connection; empty to leave it unprepared. */
export function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= LIMIT) return '';
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}
