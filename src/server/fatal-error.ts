import { SettingsError } from '../config.ts';
import { FolderHeldError } from '../db/folder-lock.ts';
import { MigrationRefusal } from '../db/migrate.ts';
import { SearchPathRefusal } from '../db/table-schema.ts';
import { DomainError, DomainErrors } from '../domain/core/errors.ts';

/** Errors whose messages are meant for whoever started the program. */
const REFUSALS = [
  DomainError,
  DomainErrors,
  FolderHeldError,
  MigrationRefusal,
  SearchPathRefusal,
  SettingsError,
];

/** Codes of the errors that have a common cause outside the program, with what to say of it. */
const CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The database cannot be reached',
  ENOTFOUND: 'The database cannot be reached',
  EAI_AGAIN: 'The database cannot be reached',
  ETIMEDOUT: 'The database cannot be reached',
  // PostgreSQL: wrong password, no such user, no such database.
  '28P01': 'The database lets nobody in under this name',
  '28000': 'The database lets nobody in under this name',
  '3D000': 'The database server has no such database',
  EADDRINUSE: 'The port is in use: set PORT to another one, or to 0 for any that is free',
  EADDRNOTAVAIL: 'This machine has no such address: set HOST to one that it has',
  EACCES: 'The system does not allow this',
  EPERM: 'The system does not allow this',
  EROFS: 'The data folder cannot be written: set DATA_DIR to one that can',
  EEXIST: 'The data folder is no folder: set DATA_DIR to one',
  ENOTDIR: 'The data folder is no folder: set DATA_DIR to one',
  ENOSPC: 'There is no room left on the disk',
};

/** What to say when the program cannot go on: a sentence where the cause is known, the whole stack of a defect. */
export function fatalErrorMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (REFUSALS.some((refusal) => error instanceof refusal)) return error.message;
  const { code = '' } = error as { code?: string };
  const cause = CAUSES[code];
  // A host with several addresses fails with several errors, which have no message together.
  return cause ? `${cause}. (${error.message || code})` : (error.stack ?? error.message);
}
