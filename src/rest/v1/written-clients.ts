import type { ClientList } from '../../domain/clients/list/list.ts';
import type { ReadContext } from '../../domain/core/context.ts';
import { fieldOf, type ReadableType } from '../../domain/records/records.ts';
import { type ByteWriter, constantBytes, writeToLatin1 } from '../../projection/byte-writer.ts';
import { readClients } from '../../projection/clients.ts';
import type { ListProjection, Projection } from '../../projection/projection.ts';
import { RowReader } from '../../projection/row-reader.ts';
import { fromText } from '../../projection/values.ts';
import { lineBreak, WrittenJson, writeJson } from '../http/json.ts';
import { columnEncoders } from './column-encoders.ts';
import { type Presenting, type RecordName, recordTables } from './records.ts';

/** Clients that were written without being made out as records first. */
export interface WrittenClients {
  /** A client each, as `presentClient` has it. */
  readonly clients: readonly WrittenJson[];
  /** How many the list has. */
  readonly total: number;
  /** The company's newest change as they were read. */
  readonly state: string;
  /** The version of each client. */
  readonly versions: readonly number[];
}

/** What a record is written with: who shows it, and the creator of the client that it belongs to. */
interface Writing {
  readonly presenting: Presenting;
  readonly creator: number;
}

/** Writes a part of a record from where the reader stands. */
type WritePart = (reader: RowReader, writer: ByteWriter, writing: Writing) => void;

/** A record that is written: what is read for it, and how. */
interface Plan {
  readonly columns: readonly string[];
  readonly write: WritePart;
}

/** The lists that a client is shown with, in v1's order. */
const lists = [
  { key: 'contacts', name: 'contact', type: 'Contact' },
  { key: 'documents', name: 'document', type: 'Document' },
  { key: 'gateway_tokens', name: 'gatewayToken', type: 'GatewayToken' },
] as const satisfies readonly { key: string; name: RecordName; type: ReadableType }[];

/**
 * Reads a page of clients with everything that belongs to them, and writes each as v1 shows it: one statement.
 * @param depth how many levels the clients are indented in the answer
 */
export async function writeClients(
  context: ReadContext & Presenting,
  list: ClientList,
  depth: number,
): Promise<WrittenClients> {
  const { projection, write } = clientPlan(depth);
  const asked = {
    rows: projection,
    keys: false,
    sides: null,
    total: true,
    summary: false,
    state: true,
  } as const;
  const { rows, total, state } = await readClients(context, list, asked, [null, null, null]);
  // The statement reads one more than the page has.
  const starts = rows?.rowStarts().slice(0, list.page.size) ?? [];
  const written = starts.map((start) => writeAt(rows as RowReader, start, write, context));
  return {
    clients: written.map(({ client }) => client),
    versions: written.map(({ version }) => version),
    total: total ?? 0,
    state: state ?? '',
  };
}

/** A client that was written, and its version. */
interface WrittenClient {
  readonly client: WrittenJson;
  readonly version: number;
}

function writeAt(
  reader: RowReader,
  start: number,
  write: WritePart,
  presenting: Presenting,
): WrittenClient {
  reader.at = start;
  const version = reader.takeNumber();
  const creator = reader.takeNumber();
  const record = reader.at;
  const text = writeToLatin1((writer) => {
    reader.at = record;
    write(reader, writer, { presenting, creator });
  });
  return { client: new WrittenJson(text), version };
}

/** What is read of a client for `writeRecord`. */
export const recordProjection = (depth: number): Projection => clientPlan(depth).projection;

/** Writes a client as v1 shows it that was read already, as a text of the parts of `recordProjection`. */
export const writeRecord = (presenting: Presenting, record: string, depth: number): WrittenClient =>
  writeAt(new RowReader(record), 0, clientPlan(depth).write, presenting);

interface ClientPlan {
  readonly projection: Projection;
  readonly write: WritePart;
}

const plans: ClientPlan[] = [];

function clientPlan(depth: number): ClientPlan {
  const known = plans[depth];
  if (known) return known;
  const client = compile('client', 'Client', depth, false);
  const parts = lists.map(({ key, name, type }) => {
    const record = compile(name, type, depth + 2, true);
    const opening = constantBytes(`,${lineBreak(depth + 1)}"${key}": `);
    return {
      projection: listProjection(type, record),
      opening,
      write: listWriter(record.write, depth + 1),
    };
  });
  const end = constantBytes(`${lineBreak(depth)}}`);
  const plan: ClientPlan = {
    projection: {
      type: 'Client',
      parts: ['version', 'userId', ...client.columns, ...parts.map(({ projection }) => projection)],
    },
    write: (reader, writer, writing) => {
      client.write(reader, writer, writing);
      for (const { opening, write } of parts) {
        writer.put(opening);
        write(reader, writer, writing);
      }
      writer.put(end);
    },
  };
  plans[depth] = plan;
  return plan;
}

const listProjection = (type: ListProjection['type'], { columns }: Plan): ListProjection => ({
  type,
  columns,
  keyed: false,
  sides: null,
  counted: false,
});

/** Compiles a record. @param isWhole whether it ends with its own keys */
function compile(name: RecordName, type: ReadableType, depth: number, isWhole: boolean): Plan {
  const columns: string[] = [];
  const keys = recordTables[name].filter(({ hidden }) => !hidden);
  const steps = keys.map((row, i) => {
    const opening = constantBytes(`${i === 0 ? '{' : ','}${lineBreak(depth + 1)}"${row.key}": `);
    // v1 shows a document as one of its client's creator.
    const isCreator = name === 'document' && row.key === 'user_id';
    if (!isCreator) columns.push(...row.reads);
    return { opening, write: isCreator ? writeCreator : keyWriter(type, row, depth + 1) };
  });
  const end = constantBytes(isWhole ? `${lineBreak(depth)}}` : '');
  const write: WritePart = (reader, writer, writing) => {
    for (const step of steps) {
      writer.put(step.opening);
      step.write(reader, writer, writing);
    }
    writer.put(end);
  };
  return { columns, write };
}

const writeCreator: WritePart = (_source, writer, { creator, presenting: { ids } }) =>
  writer.putAscii(`"${ids.encode(creator)}"`);

type RecordKey = (typeof recordTables)[RecordName][number];

function keyWriter(
  type: ReadableType,
  { kind, reads, isField, value }: RecordKey,
  depth: number,
): WritePart {
  const write = columnEncoders[kind];
  if (isField)
    return (reader, writer, { presenting }) => write(reader, writer, presenting.ids, depth);
  const columns = reads.map((name) => ({ name, read: fromText[fieldOf(type, name).kind] }));
  return (reader, writer, { presenting }) => {
    const row: Record<string, unknown> = {};
    for (const { name, read } of columns) {
      const columnText = reader.take();
      row[name] = columnText === null ? null : read(columnText);
    }
    writer.putAscii(writeJson(value(row, presenting), depth));
  };
}

function listWriter(write: WritePart, depth: number): WritePart {
  const [first, further, end] = [
    `[${lineBreak(depth + 1)}`,
    `,${lineBreak(depth + 1)}`,
    `${lineBreak(depth)}]`,
  ].map(constantBytes) as [Uint8Array, Uint8Array, Uint8Array];
  return (reader, writer, writing) => {
    const count = reader.takeNumber();
    if (count === 0) {
      writer.putAscii('[]');
      return;
    }
    for (let i = 0; i < count; i += 1) {
      writer.put(i === 0 ? first : further);
      write(reader, writer, writing);
    }
    writer.put(end);
  };
}
