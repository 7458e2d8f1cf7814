import type { ClientList } from '../../domain/clients/list/list.ts';
import type { ReadContext } from '../../domain/core/context.ts';
import {
  type ReadableType,
  type V1ClientType,
  v1ClientTypes,
} from '../../domain/records/descriptors.ts';
import { fieldOf } from '../../domain/records/records.ts';
import { constantBytes, writeToLatin1 } from '../../projection/byte-writer.ts';
import { readClients } from '../../projection/clients.ts';
import { v1Page } from '../../projection/full-clients.ts';
import {
  type ColumnEncoders,
  nestedRowsWriter,
  objectWriter,
  type WritePart,
} from '../../projection/json-writer.ts';
import { type Projection, wholeList } from '../../projection/projection.ts';
import { rowParser } from '../../projection/record-rows.ts';
import { RowReader } from '../../projection/row-reader.ts';
import { lineBreak, WrittenJson, writeJson } from '../http/json.ts';
import { columnEncoders } from './column-encoders.ts';
import { type Presenting, type RecordKey, type RecordName, recordTables } from './records.ts';

/** A page of clients, written as JSON without an object for each record. */
export interface WrittenClients {
  /** The JSON of each client, the same as that of `presentClient`. */
  readonly clients: readonly WrittenJson[];
  /** Number of clients in the list. */
  readonly total: number;
  /** The company's newest change in the same snapshot. */
  readonly state: string;
  /** The version of each client. */
  readonly versions: readonly number[];
}

/** A client, written as JSON, with its version. */
interface WrittenClient {
  readonly client: WrittenJson;
  readonly version: number;
}

/** The rows of a client, and what its JSON depends on besides. */
interface ClientRows {
  readonly reader: RowReader;
  readonly presenting: Presenting;
  /** The number of the user who created the client. */
  readonly creator: number;
}

/** The columns and the writer of a record. */
interface CompiledRecord {
  readonly columns: readonly string[];
  readonly write: WritePart<ClientRows>;
}

/** The key and the record table of each list in a client. */
const lists = {
  Contact: { key: 'contacts', name: 'contact' },
  Document: { key: 'documents', name: 'document' },
  GatewayToken: { key: 'gateway_tokens', name: 'gatewayToken' },
} as const satisfies Record<V1ClientType, { key: string; name: RecordName }>;

/**
 * Reads a page of clients with their owned records, and writes each client as v1 shows it: one statement.
 * @param depth levels by which the clients are indented in the response
 */
export async function writeClients(
  context: ReadContext & Presenting,
  list: ClientList,
  depth: number,
): Promise<WrittenClients> {
  const plan = clientPlan(depth);
  const { rows, total, state } = await readClients(context, list, v1Page(plan.projection));
  const reader = rows ?? new RowReader(null);
  // The statement reads one row more than the page has.
  const starts = reader.rowStarts().slice(0, list.page.size);
  const written = starts.map((start) => {
    reader.position = start;
    return writeClient(reader, plan, context);
  });
  return {
    clients: written.map(({ client }) => client),
    versions: written.map(({ version }) => version),
    total: total ?? 0,
    state: state ?? '',
  };
}

function writeClient(
  reader: RowReader,
  { write }: ClientPlan,
  presenting: Presenting,
): WrittenClient {
  const version = reader.readInteger();
  const rows: ClientRows = { reader, presenting, creator: reader.readInteger() };
  const start = reader.position;
  const json = writeToLatin1((writer) => {
    reader.position = start;
    write(rows, writer, undefined);
  });
  return { client: new WrittenJson(json), version };
}

/** Returns the projection of a client for `writeRecord`. */
export const recordProjection = (depth: number): Projection => clientPlan(depth).projection;

/** Writes a client as v1 shows it, from the text of `recordProjection`. */
export const writeRecord = (presenting: Presenting, record: string, depth: number): WrittenClient =>
  writeClient(new RowReader(record), clientPlan(depth), presenting);

/** The projection of a client and its writer. */
interface ClientPlan {
  readonly projection: Projection;
  readonly write: WritePart<ClientRows>;
}

const plans: ClientPlan[] = [];

function clientPlan(depth: number): ClientPlan {
  const cached = plans[depth];
  if (cached) return cached;
  const plan = compileClient(depth);
  plans[depth] = plan;
  return plan;
}

function compileClient(depth: number): ClientPlan {
  const client = compileRecord('client', 'Client', depth, '');
  const owned = v1ClientTypes.map((type) => {
    const { key, name } = lists[type];
    const record = compileRecord(name, type, depth + 2, `${lineBreak(depth + 2)}}`);
    const layout = {
      opening: constantBytes(`[${lineBreak(depth + 2)}`),
      separator: constantBytes(`,${lineBreak(depth + 2)}`),
      closing: constantBytes(`${lineBreak(depth + 1)}]`),
    };
    const opening = constantBytes(`,${lineBreak(depth + 1)}"${key}": `);
    const write = nestedRowsWriter(layout, record.write);
    return { list: wholeList(type, record.columns), opening, write };
  });
  const writeLists = objectWriter(owned, constantBytes(`${lineBreak(depth)}}`));
  return {
    projection: {
      type: 'Client',
      members: ['version', 'userId', ...client.columns, ...owned.map(({ list }) => list)],
    },
    write: (rows, writer) => {
      client.write(rows, writer, undefined);
      writeLists(rows, writer, undefined);
    },
  };
}

/** Compiles a record. @param closing ends its object; empty if further keys follow */
function compileRecord(
  name: RecordName,
  type: ReadableType,
  depth: number,
  closing: string,
): CompiledRecord {
  const columns: string[] = [];
  const encoders = columnEncoders(depth + 1);
  const keys = recordTables[name].filter(({ hidden }) => !hidden);
  const members = keys.map((row, i) => {
    const opening = constantBytes(`${i === 0 ? '{' : ','}${lineBreak(depth + 1)}"${row.key}": `);
    // v1 shows the creator of the client as the user of a document.
    if (name === 'document' && row.key === 'user_id') return { opening, write: writeCreator };
    columns.push(...row.reads);
    const write = row.isField ? fieldWriter(row, encoders) : computedWriter(row, type, depth + 1);
    return { opening, write };
  });
  return { columns, write: objectWriter(members, constantBytes(closing)) };
}

const writeCreator: WritePart<ClientRows> = ({ creator, presenting: { ids } }, writer) =>
  writer.putAscii(`"${ids.encode(creator)}"`);

function fieldWriter({ kind }: RecordKey, encoders: ColumnEncoders): WritePart<ClientRows> {
  const encode = encoders[kind];
  return ({ reader, presenting }, writer) => encode(reader, writer, presenting.ids);
}

function computedWriter(
  { reads, value }: RecordKey,
  type: ReadableType,
  depth: number,
): WritePart<ClientRows> {
  const parseRow = rowParser(reads.map((name) => ({ name, kind: fieldOf(type, name).kind })));
  return ({ reader, presenting }, writer) =>
    writer.putAscii(writeJson(value(parseRow(reader), presenting), depth));
}
