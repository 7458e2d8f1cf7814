import type { ClientList } from '../../domain/clients/list/list.ts';
import type { ReadContext } from '../../domain/core/context.ts';
import { fieldOf, type ReadableType } from '../../domain/records/records.ts';
import { readClients } from '../../projection/clients.ts';
import type { ListShape, Shape } from '../../projection/shape.ts';
import { binaryOf, literal, type Sink } from '../../projection/sink.ts';
import { Source } from '../../projection/source.ts';
import { fromText } from '../../projection/values.ts';
import { lineBreak, WrittenJson, writeJson } from '../http/json.ts';
import { pieceWriters } from './pieces.ts';
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

/** Writes a part of a record from where the source stands. */
type WritePart = (source: Source, sink: Sink, writing: Writing) => void;

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
  const { shape, write } = clientPlan(depth);
  const asked = {
    rows: shape,
    keys: false,
    sides: null,
    total: true,
    summary: false,
    state: true,
  } as const;
  const { rows, total, state } = await readClients(context, list, asked, [null, null, null]);
  // The statement reads one more than the page has.
  const starts = rows?.rowStarts().slice(0, list.page.size) ?? [];
  const written = starts.map((start) => writeAt(rows as Source, start, write, context));
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
  source: Source,
  start: number,
  write: WritePart,
  presenting: Presenting,
): WrittenClient {
  source.at = start;
  const version = source.takeNumber();
  const creator = source.takeNumber();
  const record = source.at;
  const text = binaryOf((sink) => {
    source.at = record;
    write(source, sink, { presenting, creator });
  });
  return { client: new WrittenJson(text), version };
}

/** What is read of a client for `writeRecord`. */
export const recordShape = (depth: number): Shape => clientPlan(depth).shape;

/** Writes a client as v1 shows it that was read already, as a text of the parts of `recordShape`. */
export const writeRecord = (presenting: Presenting, record: string, depth: number): WrittenClient =>
  writeAt(new Source(record), 0, clientPlan(depth).write, presenting);

interface ClientPlan {
  readonly shape: Shape;
  readonly write: WritePart;
}

const plans: ClientPlan[] = [];

function clientPlan(depth: number): ClientPlan {
  const known = plans[depth];
  if (known) return known;
  const client = compile('client', 'Client', depth, false);
  const parts = lists.map(({ key, name, type }) => {
    const record = compile(name, type, depth + 2, true);
    const opening = literal(`,${lineBreak(depth + 1)}"${key}": `);
    return { shape: listShape(type, record), opening, write: listWriter(record.write, depth + 1) };
  });
  const end = literal(`${lineBreak(depth)}}`);
  const plan: ClientPlan = {
    shape: {
      type: 'Client',
      parts: ['version', 'userId', ...client.columns, ...parts.map(({ shape }) => shape)],
    },
    write: (source, sink, writing) => {
      client.write(source, sink, writing);
      for (const { opening, write } of parts) {
        sink.put(opening);
        write(source, sink, writing);
      }
      sink.put(end);
    },
  };
  plans[depth] = plan;
  return plan;
}

const listShape = (type: ListShape['type'], { columns }: Plan): ListShape => ({
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
    const opening = literal(`${i === 0 ? '{' : ','}${lineBreak(depth + 1)}"${row.key}": `);
    // v1 shows a document as one of its client's creator.
    const isCreator = name === 'document' && row.key === 'user_id';
    if (!isCreator) columns.push(...row.reads);
    return { opening, write: isCreator ? writeCreator : keyWriter(type, row, depth + 1) };
  });
  const end = literal(isWhole ? `${lineBreak(depth)}}` : '');
  const write: WritePart = (source, sink, writing) => {
    for (const step of steps) {
      sink.put(step.opening);
      step.write(source, sink, writing);
    }
    sink.put(end);
  };
  return { columns, write };
}

const writeCreator: WritePart = (_source, sink, { creator, presenting: { ids } }) =>
  sink.putAscii(`"${ids.encode(creator)}"`);

type RecordKey = (typeof recordTables)[RecordName][number];

function keyWriter(
  type: ReadableType,
  { kind, reads, isField, value }: RecordKey,
  depth: number,
): WritePart {
  const write = pieceWriters[kind];
  if (isField) return (source, sink, { presenting }) => write(source, sink, presenting.ids, depth);
  const columns = reads.map((name) => ({ name, read: fromText[fieldOf(type, name).kind] }));
  return (source, sink, { presenting }) => {
    const row: Record<string, unknown> = {};
    for (const { name, read } of columns) {
      const piece = source.take();
      row[name] = piece === null ? null : read(piece);
    }
    sink.putAscii(writeJson(value(row, presenting), depth));
  };
}

function listWriter(write: WritePart, depth: number): WritePart {
  const [first, further, end] = [
    `[${lineBreak(depth + 1)}`,
    `,${lineBreak(depth + 1)}`,
    `${lineBreak(depth)}]`,
  ].map(literal) as [Uint8Array, Uint8Array, Uint8Array];
  return (source, sink, writing) => {
    const count = source.takeNumber();
    if (count === 0) {
      sink.putAscii('[]');
      return;
    }
    for (let i = 0; i < count; i += 1) {
      sink.put(i === 0 ? first : further);
      write(source, sink, writing);
    }
    sink.put(end);
  };
}
