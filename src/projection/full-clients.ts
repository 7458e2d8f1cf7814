import type { ClientList } from '../domain/clients/list/list.ts';
import type { ReadContext } from '../domain/core/context.ts';
import { ownedRecords, v1ClientTypes } from '../domain/records/descriptors.ts';
import { readClients } from './clients.ts';
import { type ListProjection, type Projection, wholeList } from './projection.ts';
import { type RecordRow, recordReader } from './record-rows.ts';
import type { RowReader } from './row-reader.ts';

/** A client with all of its owned records that v1 shows. */
export interface FullClient {
  readonly client: RecordRow;
  /** The primary contact first, then in the order of their creation. */
  readonly contacts: readonly RecordRow[];
  /** In the order in which they were added. */
  readonly documents: readonly RecordRow[];
  /** The default token first, then in the order in which they were stored; without deleted ones. */
  readonly gatewayTokens: readonly RecordRow[];
}

const clientReader = recordReader('Client', { v1DisplayName: 'text' });

const listReaders = v1ClientTypes.map((type) => ({ type, ...recordReader(type) }));

const projection: Projection = {
  type: 'Client',
  members: [
    'v1DisplayName',
    ...clientReader.columns,
    ...listReaders.map(({ type, columns }): ListProjection => wholeList(type, columns)),
  ],
};

/** A page of full clients. */
export interface FullClientPage {
  readonly clients: readonly FullClient[];
  /** Number of clients in the list. */
  readonly total: number;
  /** The company's newest change in the same snapshot. */
  readonly state: string;
}

/** Returns the projection of a page for v1: rows, total and state. */
export const v1Page = (rows: Projection) =>
  ({ rows, keys: false, sides: null, total: true, summary: false, state: true }) as const;

/** Reads a page of full clients and the length of their list: one statement. */
export async function readFullClients(
  context: ReadContext,
  list: ClientList,
): Promise<FullClientPage> {
  const { rows, total, state } = await readClients(context, list, v1Page(projection));
  return {
    clients: rows === null ? [] : fullClients(rows, list.page.size),
    total: total ?? 0,
    state: state ?? '',
  };
}

function fullClients(reader: RowReader, size: number): FullClient[] {
  // The statement reads one row more than the page has.
  const starts = reader.rowStarts().slice(0, size);
  return starts.map((start) => {
    reader.position = start;
    const client = clientReader.row(reader);
    const lists = Object.fromEntries(
      listReaders.map(({ type, row }) => [
        ownedRecords[type].plural,
        Array.from({ length: reader.readInteger() }, () => row(reader)),
      ]),
    );
    return { client, contacts: [], documents: [], gatewayTokens: [], ...lists };
  });
}
