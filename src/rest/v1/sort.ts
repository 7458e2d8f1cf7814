import type { ClientSort } from '../../domain/clients/list/sorts.ts';
import { camelCase } from './casing.ts';

/**
 * `column|direction`, in any case: everything but `asc` means descending. Records without a value stand where the
 * original's database puts them: below all others. Null when there are not exactly two parts.
 */
export function readSort(value: string | null): Required<ClientSort> | null {
  const [key, direction, ...more] = value?.split('|').map((part) => part.trim()) ?? [];
  if (!key || !direction || more.length > 0) return null;
  const ascending = direction.toLowerCase() === 'asc';
  return {
    field: camelCase(key),
    direction: ascending ? 'ASC' : 'DESC',
    nulls: ascending ? 'FIRST' : 'LAST',
  };
}
