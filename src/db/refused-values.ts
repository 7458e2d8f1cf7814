import pg from 'pg';

/**
 * Whether the database refused a statement because of a value in it (SQLSTATE class 22: out of range, not of its type,
 * a character that text cannot have). Values are checked before they are sent; this is for those that no check foresaw.
 */
export const isRefusedValue = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code?.startsWith('22') === true;
