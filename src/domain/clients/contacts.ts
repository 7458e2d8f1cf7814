import { type Sql, sql } from '../../db/sql.ts';

/** A contact that is stored, or about to be. */
export interface ContactState {
  /** Null for a contact that is not stored yet. */
  readonly id: number | null;
  readonly contactKey: string;
  isPrimary: boolean;
  sendEmail: boolean;
  email: string | null;
  passwordHash: string | null;
  /** The other fields by name. */
  [field: string]: unknown;
}

/** The condition under which the contact `k` belongs to the client `c` and is not removed. */
export const isContactOfClient: Sql = sql`k.company_id = c.company_id and k.client_id = c.id and k.removed_at is null`;
