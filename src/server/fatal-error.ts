import { SettingsError } from '../config.ts';
import { FolderHeldError } from '../db/folder-lock.ts';
import { MigrationRefusal } from '../db/migrate.ts';
import { SearchPathRefusal } from '../db/table-schema.ts';
import { DomainError, DomainErrors } from '../domain/core/errors.ts';

/** Errors whose messages are meant for operators. */
const OPERATOR_ERRORS = [
  DomainError,
  DomainErrors,
  FolderHeldError,
  MigrationRefusal,
  SearchPathRefusal,
  SettingsError,
];

/** Causes of system and database errors outside the program, by code. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The database cannot be reached',
  ENOTFOUND: 'The database cannot be reached',
  EAI_AGAIN: 'The database cannot be reached',
  ETIMEDOUT: 'The database cannot be reached',
  // PostgreSQL: wrong password, no such user, no such database.
  '28P01': 'The database refuses this user or password',
  '28000': 'The database refuses this user or password',
  '3D000': 'The database server has no such database',
  EADDRINUSE: 'The port is in use: set PORT to another one, or to 0 for any free one',
  EADDRNOTAVAIL: 'This machine does not have the address in HOST: set it to another one',
  EACCES: 'The system denies the permission',
  EPERM: 'The system denies the permission',
  EROFS: 'The data folder is read-only: set DATA_DIR to a writable one',
  EEXIST: 'DATA_DIR is not a folder: set it to one',
  ENOTDIR: 'DATA_DIR is not a folder: set it to one',
  ENOSPC: 'The disk is full',
};

/** Returns the message for an error that ends the program: its cause if known, the stack of a defect otherwise. */
export function fatalErrorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (OPERATOR_ERRORS.some((type) => error instanceof type)) return error.message;
  const code = 'code' in error ? String(error.code) : '';
  const cause = CAUSES[code];
  // A host with several addresses fails with an `AggregateError`, which has no message.
  return cause ? `${cause}. (${error.message || code})` : (error.stack ?? error.message);
}
