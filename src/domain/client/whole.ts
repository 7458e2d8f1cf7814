import { all, raw, type Sql, sql } from '../../db/sql.ts';
import type { ReadContext } from '../context.ts';
import { pageStatement } from '../page.ts';
import { columnsOf } from './children.ts';
import { clientFields, contactFields, documentFields, gatewayTokenFields } from './fields.ts';
import type { ClientList } from './read.ts';

/** A row as the database has it, keyed by field. */
export interface RecordRow {
  readonly id: number;
  readonly [field: string]: unknown;
}

/** A client with everything that belongs to it. */
export interface WholeClient {
  readonly client: RecordRow;
  /** The primary one first, then as they were created. Each has `hasPassword` besides its fields. */
  readonly contacts: readonly RecordRow[];
  /** As they were added. */
  readonly documents: readonly RecordRow[];
  /** The default one first, then as they were stored; deleted ones left out. */
  readonly gatewayTokens: readonly RecordRow[];
}

/** Made out once: the statements of every request have the same text. */
const listed = (columns: Sql): Sql => raw(columns.text);

const clientColumns = listed(columnsOf('c', clientFields, ['id']));

/** How the parts of clients are read: which of them, and in which order. */
const parts = {
  contacts: {
    columns: listed(
      sql`${columnsOf('x', contactFields)}, x.password_hash is not null as "hasPassword"`,
    ),
    where: sql`x.removed_at is null`,
    order: sql`x.is_primary desc, x.id`,
  },
  documents: {
    columns: listed(columnsOf('x', documentFields)),
    where: sql`true`,
    order: sql`x.id`,
  },
  gateway_tokens: {
    columns: listed(columnsOf('x', gatewayTokenFields)),
    where: sql`not x.is_deleted`,
    order: sql`x.is_default desc, x.id`,
  },
} as const satisfies Record<string, Part>;

interface Part {
  readonly columns: Sql;
  readonly where: Sql;
  readonly order: Sql;
}

/** Reads a page of clients with everything that belongs to them: four statements, however many clients there are. */
export async function readWholeClients(
  context: ReadContext,
  { page, where }: ClientList,
): Promise<WholeClient[]> {
  const found = await context.db.query<RecordRow>(
    pageStatement(page, sql`select ${clientColumns} from clients c`, where),
  );
  const rows = found.slice(0, page.size);
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const [contacts, documents, gatewayTokens] = await Promise.all([
    readPart(context, 'contacts', ids),
    readPart(context, 'documents', ids),
    readPart(context, 'gateway_tokens', ids),
  ]);
  return rows.map((client) => ({
    client,
    contacts: contacts.get(client.id) ?? [],
    documents: documents.get(client.id) ?? [],
    gatewayTokens: gatewayTokens.get(client.id) ?? [],
  }));
}

async function readPart(
  { db, viewer }: ReadContext,
  table: keyof typeof parts,
  clientIds: readonly number[],
): Promise<Map<number, RecordRow[]>> {
  const { columns, where, order }: Part = parts[table];
  const ofClients = sql`x.client_id = any(${[...clientIds]}::integer[])`;
  const rows = await db.query<RecordRow>(sql`
    select ${columns} from ${raw(table)} x
    where ${all([sql`x.company_id = ${viewer.companyId}`, ofClients, where])} order by ${order}`);
  const ofClient = new Map<number, RecordRow[]>();
  for (const row of rows) {
    const clientId = row.clientId as number;
    const others = ofClient.get(clientId);
    if (others) others.push(row);
    else ofClient.set(clientId, [row]);
  }
  return ofClient;
}
