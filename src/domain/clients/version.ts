import { DomainError, type InputPath } from '../core/errors.ts';

/** A client's number, and how often it has changed. */
export interface Versioned {
  readonly id: number;
  readonly version: number;
}

/** Why nothing is done with a client that is not at the version that the caller has seen. */
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

/** Makes sure that a client is at the version that the caller has seen, if it says so. @throws CONFLICT */
export function checkVersion(client: Versioned, expectedVersion: number | null | undefined): void {
  if (expectedVersion == null || expectedVersion === client.version) return;
  throw conflict(client, expectedVersion);
}
