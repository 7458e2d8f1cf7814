import type { ReadContext } from '../context.ts';
import { readClients } from '../read/clients.ts';
import { NONE } from '../read/pieces.ts';
import type { ListRows, Rows } from '../read/rows.ts';
import type { ListShape, Shape } from '../read/shape.ts';
import { fromText } from '../read/values.ts';
import { fieldsOf } from './fields.ts';
import type { ClientList } from './read.ts';
import { fieldOf, type PartType, type ReadableType, records } from './records.ts';

/** A row as the database has it, keyed by field. */
export interface RecordRow {
  readonly id: number;
  readonly [field: string]: unknown;
}

/** A client with everything that belongs to it. */
export interface WholeClient {
  readonly client: RecordRow;
  /** The primary one first, then as they were created. */
  readonly contacts: readonly RecordRow[];
  /** As they were added. */
  readonly documents: readonly RecordRow[];
  /** The default one first, then as they were stored; deleted ones left out. */
  readonly gatewayTokens: readonly RecordRow[];
}

/** What is read of a record: its numbers and its fields, the hash of a contact's password among them. */
const columnsOf = (type: ReadableType): string[] => [
  'id',
  ...(type === 'Client' ? [] : ['clientId']),
  ...fieldsOf(records[type].fields)
    .filter(([name, { internal }]) => !internal || name === 'passwordHash')
    .map(([name]) => name),
];

const listOf = (type: PartType): ListShape & { readonly columns: readonly string[] } => ({
  type,
  columns: columnsOf(type),
  counted: false,
});

const lists = [listOf('Contact'), listOf('Document'), listOf('GatewayToken')] as const;

const shape: Shape = { type: 'Client', columns: columnsOf('Client'), lists };

/** How each piece of a record becomes its value. */
const readers = (type: ReadableType, columns: readonly string[]) =>
  columns.map((name) => [name, fromText[fieldOf(type, name).kind]] as const);

const clientReaders = readers('Client', shape.columns);
const listReaders = lists.map(({ type, columns }) => readers(type, columns));

/** Reads a page of clients with everything that belongs to them, and how many the list has: one statement. */
export async function readWholeClients(
  context: ReadContext,
  list: ClientList,
): Promise<{ readonly clients: readonly WholeClient[]; readonly total: number }> {
  const asked = { rows: shape, keys: false, total: true, summary: false };
  const { rows, total } = await readClients(context, list, asked, [null, null, null]);
  return { clients: wholeClients(rows, list.page.size), total: total ?? 0 };
}

function wholeClients(rows: Rows | null, size: number): WholeClient[] {
  // The statement reads one more than the page has.
  const length = Math.min(rows?.length ?? 0, size);
  if (rows === null) return [];
  return Array.from({ length }, (_, i) => {
    const start = rows.start(i);
    const parts = rows.lists(start).map((part, nth) => partRows(rows, part, nth));
    const [contacts = [], documents = [], gatewayTokens = []] = parts;
    return {
      client: record(rows.pieces, start, clientReaders),
      contacts,
      documents,
      gatewayTokens,
    };
  });
}

function partRows({ pieces }: Rows, { start, count }: ListRows, nth: number): RecordRow[] {
  const reading = listReaders[nth] ?? [];
  return Array.from({ length: count }, (_, i) =>
    record(pieces, start + i * reading.length, reading),
  );
}

function record(
  pieces: readonly string[],
  start: number,
  reading: ReturnType<typeof readers>,
): RecordRow {
  const row: Record<string, unknown> = {};
  for (const [i, [name, read]] of reading.entries()) {
    const piece = pieces[start + i] as string;
    row[name] = piece === NONE ? null : read(piece);
  }
  return row as unknown as RecordRow;
}
