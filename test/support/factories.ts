import { randomUUID } from 'node:crypto';
import type { Database } from '../../src/db/database.ts';
import type { Prisma } from '../../src/db/generated/client.ts';
import { sql } from '../../src/db/sql.ts';
import { searchTextsOf } from '../../src/domain/clients/search-texts.ts';
import { displayNameOf } from '../../src/domain/v1-rules/display-name.ts';

type Seed<Row> = Partial<Omit<Row, 'id' | 'companyId' | 'clientId'>>;

/** A client to insert, with its records. Omitted fields get a value that no test reads. */
export type ClientSeed = Seed<Prisma.ClientCreateManyInput> & {
  readonly contacts?: readonly Seed<Prisma.ContactCreateManyInput>[];
  readonly documents?: readonly Seed<Prisma.DocumentCreateManyInput>[];
  readonly gatewayTokens?: readonly Seed<Prisma.GatewayTokenCreateManyInput>[];
  readonly ledger?: readonly Seed<Prisma.LedgerEntryCreateManyInput>[];
};

const key = () => randomUUID().replaceAll('-', '');

/** Inserts clients into the tables of a company, as the importer does. @returns their numbers */
export async function insertClients(
  { prisma, query }: Database,
  companyId: number,
  seeds: readonly ClientSeed[],
): Promise<number[]> {
  const made = await prisma.client.createManyAndReturn({
    data: seeds.map(({ contacts = [], documents, gatewayTokens, ledger, ...client }) => {
      const shown = contacts.filter(({ removedAt }) => !removedAt);
      return {
        companyId,
        userId: 1,
        number: key(),
        clientHash: key(),
        displayName: displayNameOf(client, shown),
        ...searchTextsOf({ number: '', ...client }, shown),
        ...client,
      };
    }),
    select: { id: true },
  });
  const ids = made.map(({ id }) => id);
  await query(sql`update clients set own_text = fold_search(own_text), contacts_text = fold_search(contacts_text)
    where id = any(${ids})`);
  const parts = <Row>(of: (seed: ClientSeed) => readonly Row[] | undefined) =>
    seeds.flatMap((seed, i) =>
      (of(seed) ?? []).map((row) => ({ companyId, clientId: ids[i] as number, ...row })),
    );
  await prisma.contact.createMany({
    data: parts(({ contacts }) => contacts?.map((row) => ({ contactKey: key(), ...row }))),
  });
  await prisma.document.createMany({
    data: parts(({ documents }) =>
      documents?.map((row) => ({ userId: 1, name: 'a.txt', type: 'txt', hash: key(), ...row })),
    ),
  });
  await prisma.gatewayToken.createMany({
    data: parts(({ gatewayTokens }) => gatewayTokens?.map((row) => ({ token: key(), ...row }))),
  });
  await prisma.ledgerEntry.createMany({
    data: parts(({ ledger }) =>
      ledger?.map((row) => ({ kind: 'INVOICE', amount: 1, balance: 1, ...row })),
    ),
  });
  return ids;
}
