import { anyCompany, columnName, join, raw, type Sql, sql } from '../../../../db/sql.ts';
import type { WriteContext } from '../../../core/write.ts';
import type { ClientUpdate } from '../plan/client.ts';

import {
  type Column,
  clientColumns,
  contactColumns,
  folded,
  integer,
  names,
  nth,
  rowsOf,
  value,
  values,
} from './rows.ts';

/** Sends the updates of clients and their contacts: at most four statements, without waiting for them. */
export function sendUpdates({ db, viewer }: WriteContext, clients: readonly ClientUpdate[]): void {
  const rows = clients.map(({ id, state }) => ({ ...state, id }));
  db.send(sql`
    update clients c set ${assignments(clientColumns)}, version = c.version + 1, updated_at = statement_timestamp()
    from ${rowsOf(rows, [integer('id'), ...clientColumns])}
    where c.company_id = ${anyCompany(viewer.companyId)} and c.id = x.id`);
  const added = clients.flatMap(({ id, added }) =>
    added.map((contact, i) => ({ ...contact, clientId: id, nth: i })),
  );
  if (added.length > 0) {
    db.send(sql`
      insert into contacts (company_id, client_id, ${names(contactColumns)})
      select ${viewer.companyId}, x."clientId", ${values(contactColumns)}
      from ${rowsOf(added, [integer('clientId'), nth, ...contactColumns])} order by x."clientId", x.nth`);
  }
  const changed = clients.flatMap((client) => client.changed);
  if (changed.length > 0) {
    db.send(sql`
      update contacts k set ${assignments(contactColumns)}, updated_at = statement_timestamp()
      from ${rowsOf(changed, [integer('id'), ...contactColumns])}
      where k.company_id = ${anyCompany(viewer.companyId)} and k.id = x.id`);
  }
  const removed = clients.flatMap((client) => client.removed);
  if (removed.length > 0) {
    db.send(sql`
      update contacts set removed_at = statement_timestamp(), is_primary = false
      where company_id = ${anyCompany(viewer.companyId)} and id = any(${removed}::integer[])`);
  }
}

const assignments = (columns: readonly Column[]): Sql =>
  join(columns.map(({ field }) => sql`${raw(columnName(field))} = ${value(field, folded)}`));
