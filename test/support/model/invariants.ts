import { expect } from 'vitest';
import { raw, type Sql, sql } from '../../../src/db/sql.ts';
import type { Api } from '../api.ts';
import { gateway } from '../gateway.ts';
import { storedFiles } from '../upload.ts';

/** Tables of what belongs to a client. */
const PARTS = ['contacts', 'documents', 'gateway_tokens', 'ledger_entries'];

/** The effect of an entry on each amount of its client. */
const toBalance = sql`case kind when 'PAYMENT' then -amount when 'CREDIT' then 0 else amount end`;
const toPaid = sql`case kind when 'PAYMENT' then amount else 0 end`;
const toCredit = sql`case kind when 'CREDIT' then amount else 0 end`;

/** Returns the invariants of a company: each query finds the records that break a rule. */
const broken = (company: Sql): Readonly<Record<string, Sql>> => ({
  'amounts are other than the sums of the ledger': sql`
    select c.id from clients c left join lateral (
      select sum(${toBalance}) as balance, sum(${toPaid}) as paid, sum(${toCredit}) as credit
      from ledger_entries l where l.company_id = c.company_id and l.client_id = c.id) s on true
    where c.${company} and (c.balance, c.paid_to_date, c.credit_balance)
      is distinct from (coalesce(s.balance, 0), coalesce(s.paid, 0), coalesce(s.credit, 0))`,
  'the balance beside an entry is not that of the entries up to it': sql`
    select id from (
      select id, balance, sum(${toBalance}) over (partition by client_id order by id) as running
      from ledger_entries where ${company}) l where balance <> running`,
  'a client has no primary contact, or several': sql`
    select c.id from clients c where c.${company} and 1 <> (
      select count(*) from contacts k
      where k.company_id = c.company_id and k.client_id = c.id and k.is_primary and k.removed_at is null)`,
  'a client has several default gateway tokens': sql`
    select client_id from gateway_tokens where ${company} and is_default and not is_deleted
    group by client_id having count(*) > 1`,
  'two clients have one number': sql`
    select min(id) from clients where ${company} group by lower(number) having count(*) > 1`,
  'two clients have one id number': sql`
    select min(id) from clients where ${company} and id_number is not null
    group by lower(id_number) having count(*) > 1`,
  'something belongs to a client that there is not': sql`
    select part from (${union(
      PARTS.map(
        (table) => sql`
      select ${table} as part, client_id from ${raw(table)} where ${company}`,
      ),
    )}) p
    where client_id not in (select id from clients where ${company})`,
  'a former id leads to none, or is that of a client': sql`
    select from_id from client_redirects where ${company} and (
      to_id not in (select id from clients where ${company})
      or from_id in (select id from clients where ${company}))`,
  'the changes have gaps, or the counter is not that of the last one': sql`
    select sequence from (
      select sequence, row_number() over (order by sequence) as place from changes where ${company}) c
    where sequence <> place
    union all select n.change from company_counters n where n.${company}
      and n.change <> (select count(*) from changes where ${company})`,
  'the time of a change is before that of an earlier one': sql`
    select sequence from (
      select sequence, at, lag(at) over (order by sequence) as earlier from changes where ${company}) c
    where at < earlier`,
  'a version does not follow the one before': sql`
    select sequence from (
      select sequence, version, row_number() over (partition by client_id order by sequence) as nth
      from changes where ${company}) c where version <> nth`,
  'a client is not at the version of its last change': sql`
    select c.id from clients c where c.${company} and c.version is distinct from (
      select max(x.version) from changes x where x.company_id = c.company_id and x.client_id = c.id)`,
  'the last change of a client does not say whether it is gone': sql`
    select client_id from (
      select distinct on (client_id) client_id, kind from changes where ${company}
      order by client_id, sequence desc) last
    where (kind in ('PURGED', 'MERGED')) = (client_id in (select id from clients where ${company}))`,
});

const union = (queries: readonly Sql[]): Sql =>
  queries.reduce((all, query) => sql`${all} union all ${query}`);

/** Checks the tables and the store of a company against every rule. */
export async function checkInvariants(api: Api): Promise<void> {
  const found: Record<string, unknown> = {};
  for (const [rule, query] of Object.entries(broken(sql`company_id = ${api.companyId}`))) {
    const rows = await api.db.query(query);
    if (rows.length > 0) found[rule] = rows;
  }
  expect(found).toEqual({});
  const { db } = await gateway();
  const rows = await db.query<{ name: string }>(sql`
    select c.company_key || '/documents/' || d.hash as name from documents d
    join companies c on c.id = d.company_id where d.company_id = ${api.companyId}`);
  expect((await storedFiles(api)).sort()).toEqual(rows.map(({ name }) => name).sort());
}
