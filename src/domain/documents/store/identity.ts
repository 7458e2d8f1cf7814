import type { Database } from '../../../db/database.ts';
import { sql } from '../../../db/sql.ts';

/** The identity of a database in owner marks. A copy has the same id and another place. */
export interface DatabaseIdentity {
  /** A random id, created with the database. */
  readonly id: string;
  /** The location of the database, which a copy does not share. */
  readonly place: string;
}

/**
 * Reads the identity of a database.
 * @param where the folder of the embedded database, or the address of the server, which is used only where the server
 *   does not show its system identifier
 */
export async function identifyDatabase(db: Database, where: string): Promise<DatabaseIdentity> {
  const [row] = await db.query<{ id: string }>(sql`select id::text from database_identity`);
  if (!row) throw new Error('The database has no identity.');
  const { id } = row;
  if (db.kind === 'embedded') return { id, place: `embedded ${where}` };
  const [database] = await db.query<{ oid: string }>(
    sql`select oid::text from pg_database where datname = current_database()`,
  );
  const server = (await systemIdentifier(db)) ?? where;
  return { id, place: `server ${server}, database ${database?.oid}` };
}

/** Reads the identifier that a server got at its creation; null where the server does not show it. */
async function systemIdentifier(db: Database): Promise<string | null> {
  try {
    const [row] = await db.query<{ number: string }>(
      sql`select system_identifier::text as number from pg_control_system()`,
    );
    return row?.number ?? null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (HIDDEN.has(code)) return null;
    throw error;
  }
}

/** PostgreSQL's codes for a function that may not be called or does not exist. */
const HIDDEN = new Set(['42501', '42883', '0A000']);
