import type { IdCodec, RecordType } from '../../domain/core/ids.ts';

/** Decodes an id that a v1 request names; null for a value that is not an id. v1 refuses or ignores those by itself. */
export function decodeId(ids: IdCodec, type: RecordType, id: unknown): number | null {
  try {
    return typeof id === 'string' ? ids.decode(type, id) : null;
  } catch {
    return null;
  }
}
