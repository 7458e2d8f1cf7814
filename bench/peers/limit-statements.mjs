// The limit's statements for each workload, and the functions that write the answers. Reads have two ways, of which a
// run uses the faster: "rows" (PostgreSQL gives plain columns, this process writes JSON by straight-line code) and "json"
// (PostgreSQL writes each client as JSON, this process joins the texts).
import { foldSearch } from '../../dist/domain/text/folding.js';

/** The condition of every list: the active clients of a company. */
const active = 'c.company_id = $1 and not c.is_deleted and c.archived_at is null';

/** Clients that a text is found in: "offset" keeps the index of balances, which finds half of them, out of the plan. */
const foundInClient = '(select * from clients where search_text like $4 offset 0)';
const foundAnywhere = `(select * from clients where id = any(array(
  select id from clients where company_id = $1 and search_text like $4
  union select client_id from contacts where company_id = $1 and search_text like $4)) offset 0)`;

/** The two ways to read a client: as columns, and as JSON. */
const plainColumns = `c.id, c.number, c.name, c.balance, c.paid_to_date, c.credit_balance, c.phone, c.city, c.state,
  c.postal_code, c.vat_number, extract(epoch from c.updated_at)::int`;
const jsonColumns = `c.id::text as id, c.number, c.name, c.balance::float8, c.paid_to_date::float8 as "paidToDate",
  c.credit_balance::float8 as "creditBalance", c.phone, c.city, c.state, c.postal_code as "postalCode",
  c.vat_number as "vatNumber", extract(epoch from c.updated_at)::int as "updatedAt"`;
const contacts = `(select coalesce(json_agg(k), '[]') from (select id::text, first_name as "firstName",
  last_name as "lastName", email, phone, is_primary as "isPrimary" from contacts where client_id = c.id order by id) k)`;
const documents = `(select coalesce(json_agg(d), '[]') from (select id::text, name, type, size, hash,
  extract(epoch from created_at)::int as "createdAt" from documents where client_id = c.id order by id) d)`;

const plain = /^[ !#-[\]-\uffff]*$/;
/** Encodes a text as JSON. */
export const text = (value) =>
  value === null ? 'null' : plain.test(value) ? `"${value}"` : JSON.stringify(value);

const fields = (r) =>
  `{"id":"${r[0]}","number":${text(r[1])},"name":${text(r[2])},"balance":${+r[3]},"paidToDate":${+r[4]},"creditBalance":${+r[5]},"phone":${text(r[6])},"city":${text(r[7])},"state":${text(r[8])},"postalCode":${text(r[9])},"vatNumber":${text(r[10])},"updatedAt":${r[11]}`;

const cursor = (values) => Buffer.from(JSON.stringify(values)).toString('base64url');
const readCursor = (cursor) => JSON.parse(Buffer.from(cursor, 'base64url'));

function connection(rows, first, write, key, total) {
  const count = Math.min(rows.length, first);
  let out = '{"data":{"clients":{';
  if (total !== undefined) out += `"totalCount":${total},`;
  out += '"nodes":[';
  for (let i = 0; i < count; i += 1) out += (i === 0 ? '' : ',') + write(rows[i]);
  const end = count === 0 ? 'null' : `"${cursor(key(rows[count - 1]))}"`;
  return `${out}],"pageInfo":{"hasNextPage":${rows.length > first},"endCursor":${end}}}}}`;
}

/** More clients than any page has. A plan that is made for all pages must know that they are few. */
const ENOUGH = 64;

/** Returns both ways to read a list: as rows, and as JSON that PostgreSQL writes. */
function list({ where, order = 'c.name_sort_key, c.id', children = [], values }) {
  const tail = `from clients c where ${where} order by ${order} limit ${ENOUGH}`;
  const named = children.map(([name, sql]) => `${sql} as ${name}`);
  const nested = (r) => children.map(([name], i) => `,"${name}":${r[12 + i]}`).join('');
  return {
    rows: {
      text: `select * from (select ${[plainColumns, ...named].join(', ')} ${tail}) x limit $2::int + 1`,
      values,
      finish: (rows, { first }) =>
        connection(
          rows,
          first,
          (r) => `${fields(r)}${nested(r)}}`,
          (r) => [r[2], +r[0]],
        ),
    },
    json: {
      text: `select row_to_json(x)::text, name, id from (select ${[jsonColumns, ...named].join(', ')} ${tail}) x
        limit $2::int + 1`,
      values,
      finish: (rows, { first }) =>
        connection(
          rows,
          first,
          (r) => r[0],
          (r) => [r[1], +r[2]],
        ),
    },
  };
}

/** Returns both ways to read the first clients that a search finds, with their total. */
function found(clients) {
  const start = `with m as materialized (select c.id, c.name_sort_key from ${clients} c
    where ${active} and c.balance > $3::float8::numeric)`;
  const values = (company, { first, above, text }) => [
    company,
    first,
    above,
    `%${foldSearch(text).replace(/[\\%_]/g, '\\$&')}%`,
  ];
  return {
    rows: {
      text: `${start} select ${plainColumns}, t.total from (select count(*) as total from m) t
        left join ((select * from m order by name_sort_key, id limit $2::int + 1) p join clients c using (id)) on true
        order by p.name_sort_key, p.id`,
      values,
      finish: (rows, { first }) =>
        connection(
          rows[0][0] === null ? [] : rows,
          first,
          (r) => `${fields(r)}}`,
          (r) => [r[2], +r[0]],
          rows[0][12],
        ),
    },
    json: {
      text: `${start} select case when x.id is not null then row_to_json(x)::text end, x.name, x.id, t.total
        from (select count(*) as total from m) t left join (select ${jsonColumns}
        from (select * from m order by name_sort_key, id limit $2::int + 1) p join clients c using (id)
        order by p.name_sort_key, p.id) x on true`,
      values,
      finish: (rows, { first }) =>
        connection(
          rows[0][2] === null ? [] : rows,
          first,
          (r) => r[0],
          (r) => [r[1], +r[2]],
          rows[0][3],
        ),
    },
  };
}

const one = {
  rows: {
    text: `select ${plainColumns}, ${contacts} from clients c where c.id = $2 and c.company_id = $1`,
    values: (company, { id }) => [company, id],
    finish: ([r]) =>
      r ? `{"data":{"client":${fields(r)},"contacts":${r[12]}}}}` : '{"data":{"client":null}}',
  },
  json: {
    text: `select row_to_json(x)::text from clients c
      cross join lateral (select ${jsonColumns}, ${contacts} as contacts) x where c.id = $2 and c.company_id = $1`,
    values: (company, { id }) => [company, id],
    finish: ([r]) => `{"data":{"client":${r ? r[0] : null}}}`,
  },
};

const create = {
  text: `with c as (insert into clients (company_id, user_id, name, number, city, phone, country_id)
      values ($1, 1, $2, $3, $4, $5, $6) returning id, name),
    k as (insert into contacts (company_id, client_id, first_name, last_name, email, phone, is_primary)
      select $1, c.id, x."firstName", x."lastName", x.email, x.phone, x.place = 1
      from c, rows from (jsonb_to_recordset($7::text::jsonb) as ("firstName" text, "lastName" text, email text, phone text))
        with ordinality as x("firstName", "lastName", email, phone, place) returning id::text, email)
    select row_to_json(x)::text from (select id::text, name, (select json_agg(k) from k) as contacts from c) x`,
  values: (company, { input }) => [
    company,
    input.name,
    input.number,
    input.city,
    input.phone,
    input.countryId,
    JSON.stringify(input.contacts),
  ],
  finish: ([r]) => `{"data":{"createClient":${r[0]}}}`,
};

const firstRows = (company, { first }) => [company, first];

/** The statements of each workload, each way. */
export const statements = {
  list: list({ where: active, values: firstRows }),
  nested: list({
    where: active,
    values: firstRows,
    children: [
      ['contacts', contacts],
      ['documents', documents],
    ],
  }),
  filter: list({
    where: `${active} and c.balance < $3::float8::numeric`,
    order: 'c.balance desc, c.id desc',
    values: (company, { first, below }) => [company, first, below],
  }),
  search: found(foundInClient),
  searchContacts: found(foundAnywhere),
  deep: list({
    where: `${active} and (c.name_sort_key, c.id) > (sort_key($3), $4::int)`,
    values: (company, { first, after }) => [company, first, ...readCursor(after)],
  }),
  one,
  create: { rows: create, json: create },
  /** Not a workload: where the deep pages begin. */
  cursor: {
    rows: {
      text: `select name, id from clients c where ${active} order by name_sort_key, id offset $2 limit 1`,
      values: (company, { offset }) => [company, offset],
      finish: ([r]) => `{"data":{"clients":{"pageInfo":{"endCursor":"${cursor([r[0], +r[1]])}"}}}}`,
    },
  },
};
