import type { Queryable } from '../../db/database.ts';
import { columnName, join, raw, type Sql, sql } from '../../db/sql.ts';
import {
  clientFields,
  contactFields,
  documentFields,
  gatewayTokenFields,
  ledgerEntryFields,
} from '../client/fields.ts';
import { type Field, sqlType } from '../kinds.ts';
import { leftOut } from './v1-record.ts';

/** A column of a table, as rows in JSON have it. */
interface Column {
  /** The field's name: the key in the rows. */
  readonly name: string;
  /** The SQL type as which the value is read. */
  readonly type: string;
}

/** A table that the import writes. */
export interface RowTable {
  readonly name: string;
  /** The column that names the client. */
  readonly owner: 'id' | 'clientId';
  /** What v1 records say. */
  readonly columns: readonly Column[];
  /** What follows from it. */
  readonly derived: readonly Column[];
}

const columnsOf = (
  table: Readonly<Record<string, Field>>,
  without: ReadonlySet<string> = new Set(),
): Column[] =>
  Object.entries(table)
    .filter(([name]) => !without.has(name))
    .map(([name, { kind }]) => ({ name, type: sqlType[kind] }));

const text = (name: string): Column => ({ name, type: 'text' });
const id: Column = { name: 'id', type: 'integer' };
const clientId: Column = { name: 'clientId', type: 'integer' };

/** What is as the bytes of a document are, whatever a record says. */
const ofBytes = new Set<string>([...leftOut.document, 'size']);

/** The tables by what the import calls their rows. */
export const rowTables = {
  client: {
    name: 'clients',
    owner: 'id',
    columns: [id, ...columnsOf(clientFields, leftOut.client)],
    derived: [text('displayName'), text('searchText')],
  },
  contacts: {
    name: 'contacts',
    owner: 'clientId',
    columns: [id, clientId, ...columnsOf(contactFields, leftOut.contact)],
    derived: [],
  },
  documents: {
    name: 'documents',
    owner: 'clientId',
    columns: [id, clientId, ...columnsOf(documentFields, ofBytes)],
    derived: [text('mimeType'), text('sha256'), { name: 'size', type: 'integer' }],
  },
  gatewayTokens: {
    name: 'gateway_tokens',
    owner: 'clientId',
    columns: [id, clientId, ...columnsOf(gatewayTokenFields, leftOut.gatewayToken)],
    derived: [],
  },
  ledgerEntries: {
    name: 'ledger_entries',
    owner: 'clientId',
    columns: [clientId, ...columnsOf(ledgerEntryFields, new Set(['number', 'date', 'createdAt']))],
    derived: [],
  },
} as const satisfies Record<string, RowTable>;

/** Rows in JSON as a table `x`. */
function recordset(columns: readonly Column[], rows: readonly object[]): Sql {
  const types = columns.map(({ name, type }) => raw(`"${name}" ${type}`));
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(${join(types)})`;
}

/** Columns as the rows in JSON have them. */
const given = (columns: readonly Column[]) => join(columns.map(({ name }) => raw(`x."${name}"`)));

/** Stores rows: one statement, none for no rows. Search text is folded on its way. */
export async function insertRows(
  db: Queryable,
  companyId: number,
  { name, columns, derived }: RowTable,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const all = [...columns, ...derived];
  const names = all.map((column) => raw(columnName(column.name)));
  const values = all.map((column) =>
    raw(column.name === 'searchText' ? 'fold(x."searchText")' : `x."${column.name}"`),
  );
  await db.query(sql`
    insert into ${raw(name)} (company_id, ${join(names)})
    select ${companyId}, ${join(values)} from ${recordset(all, rows)}`);
}

/**
 * Which of the clients have other rows in a table than the given ones: one statement.
 * @param rows all rows of those clients
 */
export async function findDiffering(
  db: Queryable,
  companyId: number,
  { name, owner, columns }: RowTable,
  clientIds: readonly number[],
  rows: readonly object[],
): Promise<number[]> {
  const stored = join(columns.map((column) => raw(`t.${columnName(column.name)}`)));
  const ownerColumn = raw(columnName(owner));
  const removed = name === 'contacts' ? sql`and removed_at is null` : sql``;
  const found = await db.query<{ id: number }>(sql`
    select distinct coalesce(x.${raw(`"${owner}"`)}, t.${ownerColumn}) as id
    from ${recordset(columns, rows)} full join (
      select * from ${raw(name)} where company_id = ${companyId} and ${ownerColumn} = any(${[...clientIds]}::integer[]) ${removed}
    ) t on t.id = x.id
    where (${given(columns)}) is distinct from (${stored})`);
  return found.map((row) => row.id);
}
