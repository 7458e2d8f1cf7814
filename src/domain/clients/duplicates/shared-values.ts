import { anyCompany, join, type Sql, sql } from '../../../db/sql.ts';
import type { ReadContext } from '../../core/context.ts';

/** The kinds of value that clients can share. */
export type SharedKind = 'EMAIL' | 'VAT_NUMBER' | 'ID_NUMBER' | 'PHONE';

/** A value that several clients have. */
export interface SharedValue {
  readonly kind: SharedKind;
  /** The value in compared form: folded, numbers without punctuation, phone numbers as their last digits. */
  readonly value: string;
  /** Ascending. */
  readonly clientIds: readonly number[];
}

/**
 * The minimum of digits in a phone number, and the number of last digits that are compared: it may be written with or
 * without the code of its country.
 */
const PHONE_DIGITS = { least: 7, compared: 9 };

/** Returns a text with numbers and letters in compared form: without case, accents and punctuation. */
const compared = (column: Sql): Sql =>
  sql`regexp_replace(fold_search(${column}), '[[:punct:][:space:]]+', '', 'g')`;

const digits = (column: Sql): Sql =>
  sql`regexp_replace(fold_search(${column}), '[^0-9]+', '', 'g')`;

/**
 * Finds the values that several clients of the company share, without deleted ones: one statement. VAT and id numbers
 * count only with a digit, phone numbers only with two different digits: people write dashes or zeros where there is no
 * number.
 */
export async function sharedValues({ db, viewer }: ReadContext): Promise<SharedValue[]> {
  const clients = sql`clients c where c.company_id = ${anyCompany(viewer.companyId)} and not c.is_deleted`;
  const contacts = sql`contacts k join clients c on c.company_id = k.company_id and c.id = k.client_id
    where k.company_id = ${anyCompany(viewer.companyId)} and k.removed_at is null and not c.is_deleted`;
  const { least, compared: last } = PHONE_DIGITS;
  const values: Record<SharedKind, Sql> = {
    EMAIL: sql`select fold_search(trim(k.email)) as value, c.id from ${contacts} and k.email like '%@%'`,
    VAT_NUMBER: sql`select ${compared(sql`c.vat_number`)} as value, c.id from ${clients} and fold_search(c.vat_number) ~ '[0-9]'`,
    ID_NUMBER: sql`select ${compared(sql`c.id_number`)} as value, c.id from ${clients} and fold_search(c.id_number) ~ '[0-9]'`,
    PHONE: sql`select right(x.digits, ${last}) as value, x.id from (
        select ${digits(sql`c.phone`)} as digits, c.id from ${clients} and length(c.phone) >= ${least}
        union all
        select ${digits(sql`k.phone`)}, c.id from ${contacts} and length(k.phone) >= ${least}
        offset 0
      ) x where length(x.digits) >= ${least} and replace(x.digits, left(x.digits, 1), '') <> ''`,
  };
  const shared = Object.entries(values).map(
    ([kind, found]) => sql`
      (select ${kind} as kind, value, array_agg(distinct id order by id) as "clientIds" from (${found}) x(value, id)
      group by value having min(id) <> max(id))`,
  );
  return await db.query<SharedValue>(sql`${join(shared, ' union all ')} order by kind, value`);
}

/** A client and its display name. */
export interface ClientName {
  readonly id: number;
  readonly displayName: string;
}

/** Reads the display names of all clients of the company but deleted ones: one statement. */
export async function readClientNames({ db, viewer }: ReadContext): Promise<ClientName[]> {
  return await db.query<ClientName>(sql`
    select c.id, c.display_name as "displayName" from clients c
    where c.company_id = ${anyCompany(viewer.companyId)} and not c.is_deleted order by c.id`);
}
