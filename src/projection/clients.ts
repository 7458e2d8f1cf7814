import type { StatementOptions } from '../db/database.ts';
import type { ClientList, CurrencySummary } from '../domain/clients/list/list.ts';
import type { ReadContext } from '../domain/core/context.ts';
import { type ClientListProjection, listStatement, summaryColumns } from './client-statement.ts';
import { RowReader } from './row-reader.ts';

/** The requested parts of a list of clients; null for a part that was not requested. */
export interface ReadClients {
  /** The clients of the page, and one more if the list goes on, in the order in which the page is read. */
  readonly rows: RowReader | null;
  /** True if there are rows behind the page; false if that was not requested. */
  readonly behind: boolean;
  readonly total: number | null;
  readonly summary: readonly CurrencySummary[] | null;
  /** The company's newest change in the same snapshot: the list is the same for as long as this is. */
  readonly state: string | null;
}

/** Reads every requested part of a list of clients: one statement, or none if nothing is requested. */
export async function readClients(
  { db, viewer }: ReadContext,
  list: ClientList,
  asked: ClientListProjection,
): Promise<ReadClients> {
  const isEmpty = !asked.rows && !asked.total && !asked.summary;
  const options = optionsOf(list, asked);
  const [row = []] = isEmpty ? [] : await db.queryText(listStatement(list, asked, viewer), options);
  const [rows, behind, total, summary] = row;
  return {
    rows: asked.rows && new RowReader(rows),
    behind: behind === '1',
    total: asked.total ? Number(total) : null,
    summary: asked.summary ? readSummary(new RowReader(summary)) : null,
    state: asked.state ? (row.at(-1) ?? null) : null,
  };
}

/** Rows of clients and their lists that take little time to read. */
const MAX_PIPELINED_ROWS = 100;

function optionsOf(
  { indexCondition, isUnfiltered, page }: ClientList,
  { rows, total, summary }: ClientListProjection,
): StatementOptions {
  if (total || summary) return { plan: 'generic' };
  // The trigram index is best for a search that finds little, the index of the order for one that finds much. Only the
  // text of the search tells which, so each search is planned with its own.
  if (indexCondition) return { plan: 'custom' };
  const lists = rows?.members.filter((member) => typeof member === 'object').length ?? 0;
  const isByIndex = isUnfiltered && page.offset === 0 && page.keys.length <= 2;
  const pipelined = isByIndex && page.size * (1 + lists) <= MAX_PIPELINED_ROWS;
  return { plan: 'generic', pipelined };
}

function readSummary(reader: RowReader): CurrencySummary[] {
  return reader.rowStarts().map((start) => {
    reader.position = start;
    const { currencyId, count, ...amounts } = Object.fromEntries(
      summaryColumns.map((name) => [name, reader.readText()]),
    ) as Record<(typeof summaryColumns)[number], string>;
    return {
      ...amounts,
      currencyId: currencyId === null ? null : Number(currencyId),
      count: Number(count),
    };
  });
}
