import { raw, sql } from '../../../src/db/sql.ts';
import { type Api, newCompany } from '../api.ts';
import { png } from '../files.ts';
import { V1 } from './v1.ts';

/** Columns whose values differ between companies: ids, random keys, moments. */
const INCOMPARABLE =
  '{id,company_id,client_id,user_id,from_id,to_id,client_hash,contact_key,hash,created_at,updated_at,at,sequence}';

/** Reads the comparable columns of all tables of a company. */
export async function rowsOf({ db, companyId }: Api): Promise<unknown> {
  const tables = [
    'clients',
    'contacts',
    'documents',
    'gateway_tokens',
    'ledger_entries',
    'client_redirects',
    'changes',
  ];
  const rows = [];
  for (const table of tables) {
    const order = { changes: 'sequence', client_redirects: 'from_id' }[table] ?? 'id';
    const found = await db.query<{ row: Record<string, unknown> }>(sql`
      select to_jsonb(x) - ${INCOMPARABLE}::text[] as row from ${raw(table)} x
      where company_id = ${companyId} order by ${raw(order)}`);
    rows.push([table, found.map(({ row }) => withoutMoments(row))]);
  }
  const [counters] = await db.query(sql`
    select client_number, change::text from company_counters where company_id = ${companyId}`);
  return [...rows, counters];
}

/** Replaces moments and hashes of a row by their presence. */
const withoutMoments = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      /_at$|_hash$|merged_into|date/.test(key) ? value !== null : value,
    ]),
  );

/** A company with clients, and both APIs. */
export interface Stage {
  readonly api: Api;
  readonly v1: RememberingV1;
  readonly ids: readonly string[];
}

const BOOK = [
  { name: 'Ash', number: 'A-1', id_number: 'I-1', contacts: [{ email: 'a@x.example' }] },
  { name: 'Birch', number: 'B-1', contacts: [{ first_name: 'B', email: 'b@x.example' }] },
  { name: 'Cedar', number: 'C-1' },
];

/** The v1 API, which remembers what it was last asked for. */
class RememberingV1 extends V1 {
  last = '';

  override send(...sent: Parameters<V1['send']>) {
    [this.last] = sent;
    return super.send(...sent);
  }
}

/** Creates a company with three clients, of which the last is deleted. */
export async function stage(): Promise<Stage> {
  const api = await newCompany();
  const v1 = new RememberingV1(api);
  const ids = (await v1.has(...BOOK)).map(({ id }) => id);
  await v1.data(`DELETE /clients/${ids[2]}`);
  return { api, v1, ids };
}

const UPSERT = `mutation ($input: UpsertClientInput!) { upsertClient(input: $input) { userErrors { code message path } } }`;

/** Creates or changes a client over GraphQL, its contacts as v1 has them. */
export const upsert = (api: Api, input: object) =>
  api.ask(UPSERT, { input: { contactsMode: 'REPLACE', ...input } });

/** Sends a mutation whose arguments stand in its text. */
export const mutation = async (api: Api, text: string, headers = {}) =>
  await api.ask(`mutation { ${text} { userErrors { code message path } } }`, {}, headers);

/** Returns the header with the password. */
export const confirmed = ({ password }: Api) => ({ 'x-api-password': password });

/** The file that is uploaded. */
export const file = { name: 'a.png', bytes: png(2, 2) };

/** Creates a form of v1 with files. */
export function form(...files: readonly { readonly name: string; readonly bytes: Buffer }[]) {
  const data = new FormData();
  for (const { name, bytes } of files) {
    data.append('documents[]', new Blob([new Uint8Array(bytes)]), name);
  }
  return data;
}

/** Returns the id of the only record of a type of the first client. */
export const partOf = async ({ v1, ids }: Stage, part: 'documents' | 'gateway_tokens') =>
  (await v1.data(`GET /clients/${ids[0]}`))[part][0].id;

/** A gateway token as v1 takes it. */
export const TOKEN = {
  company_gateway_id: 'VolejRejNm',
  gateway_type_id: '1',
  token: 't',
  routing_number: '9',
  meta: { a: 'b' },
};

/** Gives the first client a gateway token. */
export const withToken = ({ v1, ids }: Stage, more: object = {}) =>
  v1.send('POST /client_gateway_tokens', { client_id: ids[0], ...TOKEN, ...more });

/** Gives the first client a file. */
export const withFile = ({ v1, ids }: Stage) =>
  v1.send(`PUT /clients/${ids[0]}/upload`, form(file));
