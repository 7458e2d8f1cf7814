import { requireViewer } from '../../domain/core/context.ts';
import type { PagedType } from '../../domain/records/descriptors.ts';
import { type OwnedRow, readOwnedRecords } from '../../domain/records/owned-pages.ts';
import type { GraphQLContext } from '../kit/builder.ts';

/** Reads a document or ledger entry by id, together with all others of the request; null if there is none. */
export const loadOwnedRecord = (
  context: GraphQLContext,
  type: PagedType,
  id: number,
): Promise<OwnedRow | null> =>
  context.loader.load(`${type}:id`, id, async (ids: readonly number[]) => {
    const rows = await readOwnedRecords(requireViewer(context), type, ids);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.map((each) => byId.get(each) ?? null);
  });
