// The limit for the v1 list: the same bytes as the product writes, from one statement with plain columns. Each list of
// a client is one text, with separators that no value contains.
const base = JSON.stringify(process.env.APP_URL).slice(1, -1).replaceAll('/', '\\/');

const plain = /^[ !#-.0-[\]-~]*$/;
const escaped = /[\u007f-\uffff/]/g;
const escapeUnit = (unit) =>
  unit === '/' ? '\\/' : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

// Encoders of the kinds of columns, from PostgreSQL's text. v1 writes null and the empty text alike.
const text = (value) => {
  if (value === null) return '""';
  return plain.test(value) ? `"${value}"` : JSON.stringify(value).replace(escaped, escapeUnit);
};
const count = (value) => value;
const amount = (value) => `${+value}`;
const flag = (value) => (value === 't' ? 'true' : 'false');
const password = (value) => (value === '' ? '""' : '"**********"');
const json = (depth) => (value) =>
  value === '{}'
    ? value
    : JSON.stringify(JSON.parse(value), null, 4)
        .replaceAll('\n', lineBreak(depth))
        .replace(escaped, escapeUnit);
let encode;
const hash = (value) => (value === null || value === '' ? '""' : `"${encode(+value)}"`);

const lineBreak = (depth) => `\n${'    '.repeat(depth)}`;
const word = (name, kind = text) => [name, kind, `coalesce(${name}::text, '')`];
const moment = (name) => [name, count, `coalesce(extract(epoch from ${name})::int, 0)`];
const column = (name, kind = text) => [name, kind, name];
/** Returns a key that is no column, but is computed from the record and its client. */
const computed = (name, write) => [name, write, null];

const contact = [
  column('id', hash),
  word('first_name'),
  word('last_name'),
  word('email'),
  moment('created_at'),
  moment('updated_at'),
  moment('archived_at'),
  column('is_primary', flag),
  column('is_locked', flag),
  word('phone'),
  word('custom_value1'),
  word('custom_value2'),
  word('custom_value3'),
  word('custom_value4'),
  column('contact_key'),
  column('send_email', flag),
  moment('last_login'),
  ['password', password, `coalesce(password_hash, '')`],
  computed('link', (record) => `"${base}\\/client\\/key_login\\/${record[14]}"`),
];
const document = [
  column('id', hash),
  computed('user_id', (_, client) => hash(client[1])),
  word('assigned_user_id', hash),
  word('project_id', hash),
  word('vendor_id', hash),
  computed(
    'url',
    (record) => `"${base}\\/api\\/v1\\/documents\\/${encode(+record[0])}\\/download"`,
  ),
  word('preview'),
  column('name'),
  column('type'),
  column('disk'),
  column('hash'),
  column('size', count),
  column('width', count),
  column('height', count),
  column('is_default', flag),
  moment('updated_at'),
  moment('archived_at'),
  moment('created_at'),
  computed('is_deleted', () => 'false'),
  column('is_public', flag),
  computed('link', (_, client) => `"\\/clients\\/${encode(+client[0])}"`),
];
const token = [
  column('id', hash),
  column('token'),
  word('gateway_customer_reference'),
  word('gateway_type_id'),
  column('company_gateway_id', hash),
  column('is_default', flag),
  column('meta', json(5)),
  moment('created_at'),
  moment('updated_at'),
  moment('archived_at'),
  column('is_deleted', flag),
];
const client = [
  column('id', hash),
  column('user_id', hash),
  column('assigned_user_id', hash),
  column('name'),
  column('website'),
  column('private_notes'),
  column('balance', amount),
  column('group_settings_id', hash),
  column('paid_to_date', amount),
  column('payment_balance', amount),
  column('credit_balance', amount),
  moment('last_login'),
  column('size_id'),
  column('public_notes'),
  column('client_hash'),
  column('address1'),
  column('address2'),
  column('phone'),
  column('city'),
  column('state'),
  column('postal_code'),
  column('country_id'),
  column('industry_id'),
  column('custom_value1'),
  column('custom_value2'),
  column('custom_value3'),
  column('custom_value4'),
  column('shipping_address1'),
  column('shipping_address2'),
  column('shipping_city'),
  column('shipping_state'),
  column('shipping_postal_code'),
  column('shipping_country_id'),
  column('settings', json(3)),
  column('is_deleted', flag),
  column('vat_number'),
  column('id_number'),
  moment('updated_at'),
  moment('archived_at'),
  moment('created_at'),
  ['display_name', text, 'name'],
  column('number'),
  column('has_valid_vat_number', flag),
  column('is_tax_exempt', flag),
  column('routing_id'),
  column('tax_info', json(3)),
  column('classification'),
  column('e_invoice', json(3)),
];

const columnsOf = (table) => table.flatMap(([, , sql]) => sql ?? []);
const part = (
  name,
  table,
) => `(select string_agg(concat_ws(E'\\x1f', ${columnsOf(table).join(', ')}), E'\\x1e' order by id)
  from ${name} where client_id = c.id)`;

/** One statement for a page of clients with everything that belongs to them, and how many there are in all. */
export const statement = `select ${columnsOf(client).join(', ')}, ${part('contacts', contact)},
  ${part('documents', document)}, ${part('gateway_tokens', token)},
  (select count(*) from clients where company_id = $1)
  from clients c where company_id = $1 order by c.name_sort_key, c.id limit $2::int offset $3::int`;

/** Writes a record's keys, indented; the object is left open. */
function writer(table, depth) {
  const heads = table.map(([name], i) => `${i === 0 ? '{' : ','}${lineBreak(depth)}"${name}": `);
  const kinds = table.map(([, kind]) => kind);
  const isComputed = table.map(([, , sql]) => sql === null);
  return (record, owner) => {
    let out = '';
    let at = 0;
    for (let i = 0; i < heads.length; i += 1) {
      out += heads[i] + (isComputed[i] ? kinds[i](record, owner) : kinds[i](record[at++]));
    }
    return out;
  };
}

function listWriter(table) {
  const write = writer(table, 5);
  const [start, next, end] = [`[${lineBreak(4)}`, `,${lineBreak(4)}`, `${lineBreak(3)}]`];
  return (joined, owner) => {
    if (joined === null) return '[]';
    const records = joined
      .split('\x1e')
      .map((record) => `${write(record.split('\x1f'), owner)}${lineBreak(4)}}`);
    return start + records.join(next) + end;
  };
}

const writeClient = writer(client, 3);
const lists = [
  ['contacts', contact],
  ['documents', document],
  ['gateway_tokens', token],
].map(([name, table]) => ({
  head: `,${lineBreak(3)}"${name}": `,
  write: listWriter(table),
}));
const width = columnsOf(client).length;

/** Writes the answer. @param codec gives the id of a number */
export function write(rows, { perPage, page, path }, codec) {
  encode = codec;
  const clients = rows.map((row) => {
    let out = writeClient(row, row);
    for (let i = 0; i < lists.length; i += 1)
      out += lists[i].head + lists[i].write(row[width + i], row);
    return `${out}${lineBreak(2)}}`;
  });
  const total = rows.length === 0 ? 0 : +rows[0][width + 3];
  const pages = Math.max(1, Math.ceil(total / perPage));
  const pagination = {
    total,
    count: rows.length,
    per_page: perPage,
    current_page: page,
    total_pages: pages,
  };
  const links = page < pages ? { next: `${process.env.APP_URL}${path}&page=${page + 1}` } : [];
  const meta = JSON.stringify({ pagination: { ...pagination, links } }, null, 4).replaceAll(
    '\n',
    lineBreak(1),
  );
  return `{\n    "data": [${lineBreak(2)}${clients.join(`,${lineBreak(2)}`)}\n    ],\n    "meta": ${meta.replace(escaped, escapeUnit)}\n}`;
}
