import { arrayLiteral, type Element } from '../../db/arrays.ts';
import type { Queryable } from '../../db/database.ts';
import { columnName, join, raw, type Sql, sql } from '../../db/sql.ts';
import { searchTexts } from '../clients/search-texts.ts';
import { type Field, type Kind, sqlType } from '../core/kinds.ts';
import {
  clientFields,
  contactFields,
  documentFields,
  gatewayTokenFields,
  ledgerEntryFields,
} from '../records/fields.ts';
import { leftOut } from './v1/record.ts';

/** A column of a table. */
interface Column {
  /** The field's name: the key in the rows. */
  readonly name: string;
  /** The SQL type as which the value is sent. */
  readonly type: string;
  /** The value to store, where it is not what was sent, as SQL over the column of `x`. */
  readonly stored?: (sent: string) => string;
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
    .map(([name, { kind }]) => columnOf(name, kind));

const columnOf = (name: string, kind: Kind): Column =>
  kind === 'instant'
    ? { name, type: 'double precision', stored: (seconds) => `to_timestamp(${seconds})` }
    : { name, type: sqlType[kind] };

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
    derived: [
      text('displayName'),
      ...searchTexts.map((name) => ({
        ...text(name),
        stored: (given: string) => `fold_search(${given})`,
      })),
    ],
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

/** Rows as a table `x`, sent as an array for each column. */
function rowsAsX(columns: readonly Column[], rows: readonly object[]): Sql {
  const arrays = columns.map(({ name, type }) => {
    const values = rows.map((row) => (row as Readonly<Record<string, Element>>)[name]);
    return sql`${arrayLiteral(values)}::${raw(type)}[]`;
  });
  return sql`unnest(${join(arrays)}) as x(${join(columns.map(({ name }) => raw(`"${name}"`)))})`;
}

/** What is to be stored of `x`, column by column. */
const toStore = (columns: readonly Column[]): Sql =>
  join(columns.map(({ name, stored }) => raw(stored ? stored(`x."${name}"`) : `x."${name}"`)));

/** Stores rows: one statement, none for no rows. */
export async function insertRows(
  db: Queryable,
  companyId: number,
  { name, columns, derived }: RowTable,
  rows: readonly object[],
): Promise<void> {
  if (rows.length === 0) return;
  const all = [...columns, ...derived];
  const names = all.map((column) => raw(columnName(column.name)));
  await db.query(sql`
    insert into ${raw(name)} (company_id, ${join(names)})
    select ${companyId}, ${toStore(all)} from ${rowsAsX(all, rows)}`);
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
    from ${rowsAsX(columns, rows)} full join (
      select * from ${raw(name)} where company_id = ${companyId} and ${ownerColumn} = any(${[...clientIds]}::integer[]) ${removed}
    ) t on t.id = x.id
    where (${toStore(columns)}) is distinct from (${stored})`);
  return found.map((row) => row.id);
}
