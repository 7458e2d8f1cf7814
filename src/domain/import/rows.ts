import { arrayLiteral, type Element } from '../../db/arrays.ts';
import type { Queryable } from '../../db/database.ts';
import { anyCompany, columnName, join, raw, type Sql, sql } from '../../db/sql.ts';
import { searchTexts } from '../clients/search-texts.ts';
import { type Field, type Kind, kinds } from '../core/kinds.ts';
import { type OwnedPlural, records } from '../records/descriptors.ts';
import {
  clientFields,
  contactFields,
  documentFields,
  gatewayTokenFields,
  ledgerEntryFields,
} from '../records/fields.ts';
import { leftOut } from './v1/record.ts';

/** A column that the import writes. */
interface ImportColumn {
  /** The field's name, which is the key in the rows. */
  readonly name: string;
  /** The SQL type of the sent value. */
  readonly type: string;
  /** Returns the SQL of the stored value over the sent one, where they differ. */
  readonly stored?: (sent: string) => string;
}

/** A table that the import writes. */
export interface RowTable {
  readonly name: string;
  /** The column with the id of the client. */
  readonly owner: 'id' | 'clientId';
  /** The columns with values of v1 records. */
  readonly columns: readonly ImportColumn[];
  /** The columns with derived values. */
  readonly derived: readonly ImportColumn[];
}

const importColumns = (
  table: Readonly<Record<string, Field>>,
  without: ReadonlySet<string> = new Set(),
): ImportColumn[] =>
  Object.entries(table)
    .filter(([name]) => !without.has(name))
    .map(([name, { kind }]) => columnOf(name, kind));

const columnOf = (name: string, kind: Kind): ImportColumn =>
  kind === 'instant'
    ? { name, type: 'double precision', stored: (seconds) => `to_timestamp(${seconds})` }
    : { name, type: kinds[kind].sqlType };

const textColumn = (name: string): ImportColumn => ({ name, type: 'text' });
const id: ImportColumn = { name: 'id', type: 'integer' };
const clientId: ImportColumn = { name: 'clientId', type: 'integer' };

/** Fields of a document that are measured from its bytes. */
const measuredFields = new Set<string>([...leftOut.document, 'size']);

/** The tables by the names of their rows in the import. */
export const rowTables = {
  client: {
    name: records.Client.table,
    owner: 'id',
    columns: [id, ...importColumns(clientFields, leftOut.client)],
    derived: [
      textColumn('displayName'),
      ...searchTexts.map((name) => ({
        ...textColumn(name),
        stored: (given: string) => `fold_search(${given})`,
      })),
    ],
  },
  contacts: {
    name: records.Contact.table,
    owner: 'clientId',
    columns: [id, clientId, ...importColumns(contactFields, leftOut.contact)],
    derived: [],
  },
  documents: {
    name: records.Document.table,
    owner: 'clientId',
    columns: [id, clientId, ...importColumns(documentFields, measuredFields)],
    derived: [textColumn('mimeType'), textColumn('sha256'), { name: 'size', type: 'integer' }],
  },
  gatewayTokens: {
    name: records.GatewayToken.table,
    owner: 'clientId',
    columns: [id, clientId, ...importColumns(gatewayTokenFields, leftOut.gatewayToken)],
    derived: [],
  },
  ledgerEntries: {
    name: records.LedgerEntry.table,
    owner: 'clientId',
    columns: [
      clientId,
      ...importColumns(ledgerEntryFields, new Set(['number', 'date', 'createdAt'])),
    ],
    derived: [],
  },
} as const satisfies Record<'client' | OwnedPlural, RowTable>;

/** A row of a table, as the import has it. */
export type ImportedRow = object;

/** Returns rows as the table expression `x`, with an array parameter for each column. */
function rowsAsX(columns: readonly ImportColumn[], rows: readonly ImportedRow[]): Sql {
  const arrays = columns.map(({ name, type }) => {
    const values = rows.map((row) => (row as Readonly<Record<string, Element>>)[name]);
    return sql`${arrayLiteral(values)}::${raw(type)}[]`;
  });
  return sql`unnest(${join(arrays)}) as x(${join(columns.map(({ name }) => raw(`"${name}"`)))})`;
}

/** Returns the stored values of the columns of `x`. */
const storedValues = (columns: readonly ImportColumn[]): Sql =>
  join(columns.map(({ name, stored }) => raw(stored ? stored(`x."${name}"`) : `x."${name}"`)));

/** The rows of some clients of a company in one table. */
export interface ClientRows {
  readonly companyId: number;
  readonly rows: readonly ImportedRow[];
}

/** Inserts rows by one statement. */
export async function insertRows(
  db: Queryable,
  { name, columns, derived }: RowTable,
  { companyId, rows }: ClientRows,
): Promise<void> {
  if (rows.length === 0) return;
  const all = [...columns, ...derived];
  const names = all.map((column) => raw(columnName(column.name)));
  await db.query(sql`
    insert into ${raw(name)} (company_id, ${join(names)})
    select ${companyId}, ${storedValues(all)} from ${rowsAsX(all, rows)}`);
}

/**
 * Finds the clients whose stored rows differ from the given ones, by one statement. The given rows are all rows of these
 * clients.
 */
export async function findDiffering(
  db: Queryable,
  { name, owner, columns }: RowTable,
  { companyId, clientIds, rows }: ClientRows & { readonly clientIds: readonly number[] },
): Promise<number[]> {
  const stored = join(columns.map((column) => raw(`t.${columnName(column.name)}`)));
  const ownerColumn = raw(columnName(owner));
  const removed = name === 'contacts' ? sql`and removed_at is null` : sql``;
  const found = await db.query<{ id: number }>(sql`
    select distinct coalesce(x.${raw(`"${owner}"`)}, t.${ownerColumn}) as id
    from ${rowsAsX(columns, rows)} full join (
      select * from ${raw(name)} where company_id = ${anyCompany(companyId)} and ${ownerColumn} = any(${[...clientIds]}::integer[]) ${removed}
    ) t on t.id = x.id
    where (${storedValues(columns)}) is distinct from (${stored})`);
  return found.map((row) => row.id);
}
