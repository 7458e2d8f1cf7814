import type { ClientList } from '../domain/clients/list/list.ts';
import type { ReadContext } from '../domain/core/context.ts';
import { readClients } from './clients.ts';
import type { Projection } from './projection.ts';
import { type RecordReader, type RecordRow, recordReader } from './record-rows.ts';
import type { RowReader } from './row-reader.ts';

/** A client with everything that belongs to it. */
export interface FullClient {
  readonly client: RecordRow;
  /** The primary one first, then as they were created. */
  readonly contacts: readonly RecordRow[];
  /** As they were added. */
  readonly documents: readonly RecordRow[];
  /** The default one first, then as they were stored; deleted ones left out. */
  readonly gatewayTokens: readonly RecordRow[];
}

const clientReader = recordReader('Client', { v1DisplayName: 'text' });

/** The lists of a client in the order in which they are read. */
const partTypes = ['Contact', 'Document', 'GatewayToken'] as const;

const partReaders = partTypes.map((type) => recordReader(type));

const projection: Projection = {
  type: 'Client',
  parts: [
    'v1DisplayName',
    ...clientReader.columns,
    ...partTypes.map((type, i) => ({
      type,
      columns: (partReaders[i] as RecordReader).columns,
      keyed: false,
      sides: null,
      counted: false,
    })),
  ],
};

/** A page of clients with everything that belongs to them. */
export interface FullClientPage {
  readonly clients: readonly FullClient[];
  /** How many the list has. */
  readonly total: number;
  /** The company's newest change as they were read. */
  readonly state: string;
}

/** Reads a page of clients with everything that belongs to them, and how many the list has: one statement. */
export async function readFullClients(
  context: ReadContext,
  list: ClientList,
): Promise<FullClientPage> {
  const asked = {
    rows: projection,
    keys: false,
    sides: null,
    total: true,
    summary: false,
    state: true,
  } as const;
  const { rows, total, state } = await readClients(context, list, asked, [null, null, null]);
  return {
    clients: rows === null ? [] : fullClients(rows, list.page.size),
    total: total ?? 0,
    state: state ?? '',
  };
}

function fullClients(source: RowReader, size: number): FullClient[] {
  // The statement reads one more than the page has.
  const starts = source.rowStarts().slice(0, size);
  return starts.map((start) => {
    source.at = start;
    const client = clientReader.row(source);
    const [contacts = [], documents = [], gatewayTokens = []] = partReaders.map(({ row }) =>
      Array.from({ length: source.takeNumber() }, () => row(source)),
    );
    return { client, contacts, documents, gatewayTokens };
  });
}
