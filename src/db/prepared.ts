/** Statements of each generation. A server keeps a plan of each prepared statement on each connection. */
const GENERATION = 150;

/** Prepared statements after which a connection is closed, and with it the plans that are no longer used. */
export const MAX_PREPARED = 1000;

/** A statement as it is sent. */
export interface Prepared {
  /** The name under which it is prepared on each connection; empty to leave it unprepared. */
  readonly name: string;
  readonly text: string;
}

let recent = new Map<string, Prepared>();
let older = new Map<string, Prepared>();
let counter = 0;

/**
 * Returns a statement as it is sent. From its second use on it is prepared, as long as it is used often enough. A stream
 * of ever different statements therefore costs neither this process nor the server memory.
 */
export function prepared(text: string): Prepared {
  const current = recent.get(text);
  if (current && current.name !== '') return current;
  const known = current ?? older.get(text);
  const statement = { name: known ? known.name || `s${counter++}` : '', text };
  if (recent.size >= GENERATION) {
    older = recent;
    recent = new Map();
  }
  recent.set(text, statement);
  return statement;
}
