// Mercurius on Fastify with its JIT, and SQL written by hand: prepared statements, pages by key, children in batches.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';

const { DATABASE_URL: connectionString, POOL } = process.env;
const pool = new pg.Pool({ connectionString, max: Number(POOL) });
const names = new Map();

/** Runs a statement that is prepared under a name of its own. */
async function query(text, values, on = pool) {
  let name = names.get(text);
  if (name === undefined) {
    name = `s${names.size}`;
    names.set(text, name);
  }
  return (await on.query({ name, text, values })).rows;
}

const schema = `
  type Query {
    clients(first: Int!, after: String, offset: Int, filter: ClientFilter, sort: ClientSort): ClientConnection!
    client(id: ID!): Client
  }
  type Mutation { createClient(input: CreateClientInput!): Client! }
  enum SortField { NAME BALANCE }
  enum Direction { ASC DESC }
  input ClientSort { field: SortField!, direction: Direction! }
  input ClientFilter { balanceAbove: Float, balanceBelow: Float, text: String, textAnywhere: String }
  type ClientConnection { nodes: [Client!]!, pageInfo: PageInfo!, totalCount: Int! }
  type PageInfo { hasNextPage: Boolean!, endCursor: String }
  type Client {
    id: ID!, number: String!, name: String!, balance: Float!, paidToDate: Float!, creditBalance: Float!, phone: String,
    city: String, state: String, postalCode: String, vatNumber: String, updatedAt: Int!,
    contacts: [Contact!]!, documents: [Document!]!
  }
  type Contact { id: ID!, firstName: String, lastName: String, email: String, phone: String, isPrimary: Boolean! }
  type Document { id: ID!, name: String!, type: String!, size: Int!, hash: String!, createdAt: Int! }
  input CreateClientInput {
    name: String!, number: String!, city: String, phone: String, countryId: Int, contacts: [ContactInput!]!
  }
  input ContactInput { firstName: String, lastName: String, email: String, phone: String }
`;

const clientColumns = `id, number, name, balance::float8, paid_to_date::float8 as "paidToDate",
  credit_balance::float8 as "creditBalance", phone, city, state, postal_code as "postalCode",
  vat_number as "vatNumber", extract(epoch from updated_at)::int as "updatedAt"`;
const contactColumns =
  'id, client_id, first_name as "firstName", last_name as "lastName", email, phone, is_primary as "isPrimary"';
const documentColumns =
  'id, client_id, name, type, size, hash, extract(epoch from created_at)::int as "createdAt"';

/** Sort keys of lists: the field, the column, and the SQL that gives a cursor's value for comparison. */
const orders = {
  NAME: { field: 'name', column: 'name_sort_key', bound: (value) => `sort_key(${value})` },
  BALANCE: { field: 'balance', column: 'balance', bound: (value) => value },
};

/** The special characters of a pattern and their replacements. */
const escapes = String.raw`'[\\%_]', '\\\&'`;

/** Returns the condition that a text is found. Its subquery makes the pattern once, not for each row. */
const found = (number) =>
  `search_text like (select '%' || regexp_replace(fold_search($${number}), ${escapes}, 'g') || '%')`;

/** Returns the conditions of a filter, and appends its values to those given. */
function where(filter, values) {
  const conditions = ['company_id = $1', 'not is_deleted', 'archived_at is null'];
  if (filter?.balanceAbove != null) {
    conditions.push(`balance > $${values.push(filter.balanceAbove)}::float8::numeric`);
  }
  if (filter?.balanceBelow != null) {
    conditions.push(`balance < $${values.push(filter.balanceBelow)}::float8::numeric`);
  }
  if (filter?.text) {
    conditions.push(found(values.push(filter.text)));
  }
  if (filter?.textAnywhere) {
    const condition = found(values.push(filter.textAnywhere));
    conditions.push(`id in (select id from clients where company_id = $1 and ${condition}
      union select client_id from contacts where company_id = $1 and ${condition})`);
  }
  return conditions.join(' and ');
}

const resolvers = {
  Query: {
    async clients(_, { first, after, offset, filter, sort }, { company }) {
      const values = [company];
      let condition = where(filter, values);
      const counted = { condition, values: [...values] };
      const { field, column, bound } = orders[sort?.field ?? 'NAME'];
      const direction = sort?.direction === 'DESC' ? 'desc' : 'asc';
      if (after) {
        values.push(...JSON.parse(Buffer.from(after, 'base64url')));
        const start = `${bound(`$${values.length - 1}`)}, $${values.length}::int`;
        condition += ` and (${column}, id) ${direction === 'asc' ? '>' : '<'} (${start})`;
      }
      values.push(first + 1, offset ?? 0);
      const rows = await query(
        `select ${clientColumns} from clients where ${condition} order by clients.${column} ${direction}, id ${direction}
        limit $${values.length - 1} offset $${values.length}`,
        values,
      );
      const hasNextPage = rows.length > first;
      if (hasNextPage) rows.pop();
      const last = rows.at(-1);
      const endCursor =
        last && Buffer.from(JSON.stringify([last[field], last.id])).toString('base64url');
      return { nodes: rows, counted, pageInfo: { hasNextPage, endCursor } };
    },
    async client(_, { id }, { company }) {
      const text = `select ${clientColumns} from clients where id = $1 and company_id = $2`;
      return (await query(text, [id, company]))[0];
    },
  },
  ClientConnection: {
    async totalCount({ counted: { condition, values } }) {
      const [row] = await query(
        `select count(*)::int as count from clients where ${condition}`,
        values,
      );
      return row.count;
    },
  },
  Mutation: {
    async createClient(_, { input }, { company }) {
      const connection = await pool.connect();
      try {
        await connection.query('begin');
        const [client] = await query(
          `insert into clients (company_id, user_id, name, number, city, phone, country_id)
          values ($1, 1, $2, $3, $4, $5, $6) returning ${clientColumns}`,
          [company, input.name, input.number, input.city, input.phone, input.countryId],
          connection,
        );
        await query(
          `insert into contacts (company_id, client_id, first_name, last_name, email, phone, is_primary)
          select $1, $2, x."firstName", x."lastName", x.email, x.phone, x.place = 1
          from rows from (jsonb_to_recordset($3::jsonb) as ("firstName" text, "lastName" text, email text, phone text))
            with ordinality as x("firstName", "lastName", email, phone, place)`,
          [company, client.id, JSON.stringify(input.contacts)],
          connection,
        );
        await connection.query('commit');
        return client;
      } catch (error) {
        await connection.query('rollback');
        throw error;
      } finally {
        connection.release();
      }
    },
  },
};

/** Reads the children of many clients at once. */
const children = (table, columns) => ({
  async loader(queries) {
    const rows = await query(
      `select ${columns} from ${table} where client_id = any($1::int[]) order by client_id, id`,
      [queries.map(({ obj }) => obj.id)],
    );
    const lists = new Map(queries.map(({ obj }) => [obj.id, []]));
    for (const row of rows) lists.get(row.client_id).push(row);
    return queries.map(({ obj }) => lists.get(obj.id));
  },
  opts: { cache: false },
});
const loaders = {
  Client: {
    contacts: children('contacts', contactColumns),
    documents: children('documents', documentColumns),
  },
};

const app = Fastify({ logger: false });
app.register(mercurius, {
  schema,
  resolvers,
  loaders,
  jit: 1,
  graphiql: false,
  context: (request) => ({
    company: Number(request.headers['x-api-token'].slice('company-token-'.length)),
  }),
});
console.log(`listening on ${await app.listen({ port: 0, host: '127.0.0.1' })}`);
