/** Most texts of each generation. A server keeps a plan of each prepared statement on each connection. */
const GENERATION = 150;

/** Prepared statements after which a connection is given up, and with it those that nobody uses any more. */
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
 * How a statement is sent. One that comes a second time is prepared, for as long as it is among those used lately, so
 * that a stream of ever different statements costs neither this process nor the server any memory.
 */
export function prepared(text: string): Prepared {
  const known = recent.get(text);
  if (known && known.name !== '') return known;
  const before = known ?? older.get(text);
  const statement = {
    name: before ? before.name || `s${counter++}` : '',
    text: before?.text ?? forAnyCompany(text),
  };
  if (recent.size >= GENERATION) {
    older = recent;
    recent = new Map();
  }
  recent.set(text, statement);
  return statement;
}

/**
 * A statement that is planned for any company. Planned for the number of one, it would rely on statistics that know
 * nothing yet of a company that is new or has grown: they hold it for empty, and all of it would be read.
 */
export const forAnyCompany = (text: string): string =>
  text.replace(/\b(company_id = )(\$\d+)/g, '$1(select $2::integer)');
