import type { Database } from '../../../db/database.ts';
import { sql } from '../../../db/sql.ts';

/** A database, as an owner mark names it. A copy has the same id, and is in another place. */
export interface DatabaseIdentity {
  /** Made at random with the database. */
  readonly id: string;
  /** The part of an identity that a copy does not share. */
  readonly place: string;
}

/**
 * Looks which database this is.
 * @param where it is: the folder of the embedded database, or the address of a server, which counts only where the
 *   server does not tell its own number
 */
export async function identifyDatabase(db: Database, where: string): Promise<DatabaseIdentity> {
  const [row] = await db.query<{ id: string }>(sql`select id::text from database_identity`);
  const { id } = row as { id: string };
  if (db.kind === 'embedded') return { id, place: `embedded ${where}` };
  const [{ oid }] = (await db.query(sql`
    select oid::text from pg_database where datname = current_database()`)) as [{ oid: string }];
  return { id, place: `server ${(await systemNumber(db)) ?? where}, database ${oid}` };
}

/** The number that a server was given when it was made; null where the server does not tell it. */
async function systemNumber(db: Database): Promise<string | null> {
  try {
    const [row] = await db.query<{ number: string }>(
      sql`select system_identifier::text as number from pg_control_system()`,
    );
    return row?.number ?? null;
  } catch (error) {
    if (NOT_TOLD.has((error as { code?: string }).code ?? '')) return null;
    throw error;
  }
}

/** PostgreSQL's codes for what a role may not call, and for what there is not. */
const NOT_TOLD = new Set(['42501', '42883', '0A000']);
