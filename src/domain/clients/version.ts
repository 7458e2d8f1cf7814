import { DomainError, type InputPath } from '../core/errors.ts';

/** The id and version of a client. */
export interface Versioned {
  readonly id: number;
  readonly version: number;
}

/** Returns the error for a client that is not at the expected version. */
export const conflict = (
  { id, version }: Versioned,
  expectedVersion: number,
  path: InputPath = ['expectedVersion'],
): DomainError =>
  new DomainError(
    'CONFLICT',
    `The client is at version ${version}, not at version ${expectedVersion}.`,
    path,
    { clientId: id, currentVersion: version, expectedVersion },
  );

/** Checks that a client is at the expected version, if there is one. @throws CONFLICT */
export function checkVersion(client: Versioned, expectedVersion: number | null | undefined): void {
  if (expectedVersion == null || expectedVersion === client.version) return;
  throw conflict(client, expectedVersion);
}
