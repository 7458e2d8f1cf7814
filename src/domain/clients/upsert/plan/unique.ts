import { rowsFromJson, sql } from '../../../../db/sql.ts';
import type { ReadContext } from '../../../core/context.ts';
import { DomainError, type ErrorCode, type InputPath, invalidInput } from '../../../core/errors.ts';

/** A value that only one client of the company may have. */
export interface UniqueNumber {
  /** Which input makes it. */
  readonly item: number;
  readonly field: 'number' | 'idNumber';
  readonly value: string;
  /** The client that may have it already; null for a new one. */
  readonly clientId: number | null;
  readonly path: InputPath;
}

const taken: Record<UniqueNumber['field'], { code: ErrorCode; what: string }> = {
  number: { code: 'NUMBER_TAKEN', what: 'number' },
  idNumber: { code: 'ID_NUMBER_TAKEN', what: 'id number' },
};

/**
 * Finds claims to values that another client has, or that an earlier input claims: one statement.
 * @returns each with the input that makes it
 */
export async function findTakenNumbers(
  { db, viewer }: ReadContext,
  claims: readonly UniqueNumber[],
): Promise<{ item: number; error: DomainError }[]> {
  if (claims.length === 0) return [];
  const rows = claims.map(({ field, value, clientId }, place) => ({
    place,
    field,
    value,
    clientId,
  }));
  const looked = await db.query<{ place: number; folded: string; owned: boolean }>(sql`
    select x.place, fold_identity(x.value) as folded, exists (
      select from clients c where x.field = 'number' and c.company_id = ${viewer.companyId}
        and fold_identity(c.number) = fold_identity(x.value) and c.id is distinct from x."clientId"
      union all
      select from clients c where x.field = 'idNumber' and c.company_id = ${viewer.companyId}
        and c.id_number is not null and fold_identity(c.id_number) = fold_identity(x.value) and c.id is distinct from x."clientId") as owned
    from ${rowsFromJson(rows, sql`place integer, field text, value text, "clientId" integer`)}
    order by x.place`);
  const seen = new Set<string>();
  return looked.flatMap(({ place, folded, owned }) => {
    const { item, field, value, path } = claims[place] as UniqueNumber;
    const again = seen.has(`${field}:${folded}`);
    seen.add(`${field}:${folded}`);
    if (!owned && !again) return [];
    const { code, what } = taken[field];
    return [
      { item, error: new DomainError(code, `Another client has the ${what} "${value}".`, path) },
    ];
  });
}

/** Users that inputs assign clients to and that the company does not have: one statement. */
export async function findUnknownUsers(
  { db, viewer, ids }: ReadContext,
  assigned: readonly { item: number; userId: number; path: InputPath }[],
): Promise<{ item: number; error: DomainError }[]> {
  if (assigned.length === 0) return [];
  const wanted = assigned.map(({ userId }) => userId);
  const rows = await db.query<{ id: number }>(sql`
    select id from users where company_id = ${viewer.companyId} and id = any(${wanted}::integer[])`);
  const known = new Set(rows.map(({ id }) => id));
  return assigned
    .filter(({ userId }) => !known.has(userId))
    .map(({ item, userId, path }) => ({
      item,
      error: invalidInput(
        `The company has no user with the id "${ids.encode(userId)}".`,
        path,
        'exists',
      ),
    }));
}
