import type { Queryable } from '../../db/database.ts';
import { sql } from '../../db/sql.ts';
import { recordChanges } from '../changes/changes.ts';
import type { WriteContext } from '../core/write.ts';
import { mediaTypeOf } from '../documents/types/types.ts';
import { createdFields } from './created-fields.ts';
import type { StoredBytes } from './document-bytes.ts';
import type { LargestIds } from './largest-ids.ts';
import { openingEntries } from './opening-entries.ts';
import { type ImportedRow, insertRows, rowTables } from './rows.ts';
import type { DocumentRow, ImportedClient } from './v1/record.ts';

/** The notes of opening entries. */
const OPENING_NOTES = 'Opening balance';

/**
 * Stores new clients with their owned records, and records their creation as changes.
 * @param bytes the stored bytes of their documents, by hash
 */
export async function storeClients(
  writing: WriteContext,
  clients: readonly ImportedClient[],
  bytes: ReadonlyMap<string, StoredBytes>,
): Promise<void> {
  if (clients.length === 0) return;
  const { db, viewer } = writing;
  const insert = (table: keyof typeof rowTables, rows: readonly ImportedRow[]) =>
    insertRows(db, rowTables[table], { companyId: viewer.companyId, rows });
  await addUsers(writing, clients);
  await advanceSequences(db, largestOf(clients));
  await insert(
    'client',
    clients.map(({ client }) => client),
  );
  await insert(
    'contacts',
    clients.flatMap(({ contacts }) => contacts),
  );
  await insert(
    'documents',
    clients.flatMap(({ documents }) => documents.map((row) => withBytes(row, bytes.get(row.hash)))),
  );
  await insert(
    'gatewayTokens',
    clients.flatMap(({ gatewayTokens }) => gatewayTokens),
  );
  const entries = clients.flatMap(({ client }) =>
    openingEntries(client).map((entry) => ({
      ...entry,
      clientId: client.id,
      notes: OPENING_NOTES,
    })),
  );
  await insert('ledgerEntries', entries);
  const withLedger = new Set(entries.map(({ clientId }) => clientId));
  await recordChanges(
    writing,
    clients.map((imported) => {
      const { id } = imported.client;
      const fields = createdFields(imported, withLedger.has(id));
      return { clientId: id, kind: 'CREATED', version: 1, fields };
    }),
  );
}

const withBytes = (document: DocumentRow, bytes: StoredBytes | undefined) => ({
  ...document,
  ...(bytes ? { sha256: bytes.sha256, size: bytes.size } : { sha256: null }),
  mimeType: mediaTypeOf(document.type),
});

/** Adds users that the company lacks. They have only a number until an operator names them. */
async function addUsers(
  { db, viewer }: WriteContext,
  clients: readonly ImportedClient[],
): Promise<void> {
  const named = clients.flatMap(({ client, documents }) => [client, ...documents]);
  const users = new Set(named.flatMap(({ userId, assignedUserId }) => [userId, assignedUserId]));
  users.delete(null);
  await db.query(sql`
    insert into users (company_id, id) select ${viewer.companyId}, id from unnest(${[...users]}::integer[]) id
    on conflict do nothing`);
}

/** Returns the largest numbers in a batch. */
function largestOf(clients: readonly ImportedClient[]): LargestIds {
  const largest = (rows: readonly { readonly id: number }[]) =>
    rows.reduce((max, { id }) => Math.max(max, id), 0);
  return {
    clients: largest(clients.map(({ client }) => client)),
    contacts: largest(clients.flatMap(({ contacts }) => contacts)),
    documents: largest(clients.flatMap(({ documents }) => documents)),
    gatewayTokens: largest(clients.flatMap(({ gatewayTokens }) => gatewayTokens)),
  };
}

/**
 * Advances the sequences of the tables beyond numbers that are about to be stored, by one statement. It takes effect
 * outside the transaction, so no record created meanwhile gets one of the numbers.
 */
export async function advanceSequences(db: Queryable, largest: LargestIds): Promise<void> {
  await db.query(sql`
    select setval(x.sequence, x.largest) from (values
      ('clients_id_seq'::regclass, ${largest.clients}::bigint, (select last_value from clients_id_seq)),
      ('contacts_id_seq', ${largest.contacts}, (select last_value from contacts_id_seq)),
      ('documents_id_seq', ${largest.documents}, (select last_value from documents_id_seq)),
      ('gateway_tokens_id_seq', ${largest.gatewayTokens}, (select last_value from gateway_tokens_id_seq))
    ) x(sequence, largest, last) where x.largest > x.last`);
}
