import type { ClientSort } from '../../domain/clients/list/sorts.ts';
import { camelCase } from './casing.ts';

/**
 * Parses `column|direction`; null for any other form. The case of the direction does not matter, and every direction but
 * `asc` is descending. As in MySQL, records without a value come first in ascending order and last in descending.
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
