import pg from 'pg';

/**
 * Returns whether the database refused a value in a statement: out of range, of another type, or with a character that
 * text cannot have (SQLSTATE class 22). Values are checked before; this is for those that no check foresaw.
 */
export const isRefusedValue = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code?.startsWith('22') === true;
