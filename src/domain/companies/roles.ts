import { DomainError } from '../core/errors.ts';
import type { Viewer } from '../core/viewer.ts';

/** Checks that the viewer is an owner or admin. @throws FORBIDDEN */
export function requireAdmin({ role }: Viewer): void {
  if (role === 'member') throw new DomainError('FORBIDDEN', 'Only an owner or admin may do this.');
}
