import { anyCompany, rowsFromJson, sql } from '../../../../db/sql.ts';
import type { ReadContext } from '../../../core/context.ts';
import { DomainError, type ErrorCode, type InputPath, invalidInput } from '../../../core/errors.ts';
import type { Target } from '../match/target.ts';

/** The fields whose values only one client of a company can have, with the error for a value that is taken. */
const uniqueFields = {
  number: { code: 'NUMBER_TAKEN', what: 'number' },
  idNumber: { code: 'ID_NUMBER_TAKEN', what: 'id number' },
} as const satisfies Record<string, { code: ErrorCode; what: string }>;

type UniqueField = keyof typeof uniqueFields;

/** A value of a unique field that an input asks for. */
interface UniqueValue {
  readonly target: Target;
  readonly field: UniqueField;
  readonly value: string;
  /** The client that may have it already; null for a new one. */
  readonly clientId: number | null;
  readonly path: InputPath;
}

/** An error of one of the inputs. */
interface TargetRefusal {
  readonly target: Target;
  readonly error: DomainError;
}

/** Returns the value of a unique field that an input asks for; null or undefined for none. */
export const requestedValue = ({ input, stored }: Target, field: UniqueField): unknown =>
  input.values[field] ?? (stored ? undefined : input.matchValues[field]);

/**
 * Finds the numbers and id numbers that another client or an earlier input has, and the users that the company does not
 * have: two statements, sent together.
 * @returns the errors of each target, in their order
 */
export async function uniquenessErrors(
  context: ReadContext,
  targets: readonly Target[],
): Promise<DomainError[][]> {
  const known = targets.filter(({ stored }) => stored !== undefined);
  const refusals = await Promise.all([
    takenValues(context, known.flatMap(uniqueValuesOf)),
    unknownUsers(context, known),
  ]);
  const errors = new Map(targets.map((target): [Target, DomainError[]] => [target, []]));
  for (const { target, error } of refusals.flat()) errors.get(target)?.push(error);
  return [...errors.values()];
}

function uniqueValuesOf(target: Target): UniqueValue[] {
  const { input, stored } = target;
  return (['number', 'idNumber'] as const).flatMap((field) => {
    const value = requestedValue(target, field);
    if (typeof value !== 'string' || value === stored?.[field]) return [];
    return [{ target, field, value, clientId: stored?.id ?? null, path: [...input.path, field] }];
  });
}

async function takenValues(
  { db, viewer }: ReadContext,
  values: readonly UniqueValue[],
): Promise<TargetRefusal[]> {
  if (values.length === 0) return [];
  const rows = values.map(({ field, value, clientId }, place) => ({
    place,
    field,
    value,
    clientId,
  }));
  const found = await db.query<{ place: number; folded: string; owned: boolean }>(sql`
    select x.place, fold_identity(x.value) as folded, exists (
      select from clients c where x.field = 'number' and c.company_id = ${anyCompany(viewer.companyId)}
        and fold_identity(c.number) = fold_identity(x.value) and c.id is distinct from x."clientId"
      union all
      select from clients c where x.field = 'idNumber' and c.company_id = ${anyCompany(viewer.companyId)}
        and c.id_number is not null and fold_identity(c.id_number) = fold_identity(x.value) and c.id is distinct from x."clientId") as owned
    from ${rowsFromJson(rows, sql`place integer, field text, value text, "clientId" integer`)}
    order by x.place`);
  const seen = new Set<string>();
  return found.flatMap(({ place, folded, owned }) => {
    const { target, field, value, path } = values[place] as UniqueValue;
    const key = `${field}:${folded}`;
    const isTaken = owned || seen.has(key);
    seen.add(key);
    if (!isTaken) return [];
    const { code, what } = uniqueFields[field];
    const message = `Another client has the ${what} "${value}".`;
    return [{ target, error: new DomainError(code, message, path) }];
  });
}

/** Finds the assigned users that the company does not have. A user that a client has already may stay. */
async function unknownUsers(
  { db, viewer, ids }: ReadContext,
  targets: readonly Target[],
): Promise<TargetRefusal[]> {
  const assigned = targets.flatMap((target) => {
    const userId = target.input.values.assignedUserId;
    const isNew = typeof userId === 'number' && userId !== target.stored?.assignedUserId;
    return isNew ? [{ target, userId }] : [];
  });
  if (assigned.length === 0) return [];
  const wanted = assigned.map(({ userId }) => userId);
  const rows = await db.query<{ id: number }>(sql`
    select id from users where company_id = ${anyCompany(viewer.companyId)} and id = any(${wanted}::integer[])`);
  const known = new Set(rows.map(({ id }) => id));
  return assigned
    .filter(({ userId }) => !known.has(userId))
    .map(({ target, userId }) => {
      const message = `The company has no user with the id "${ids.encode(userId)}".`;
      const path = [...target.input.path, 'assignedUserId'];
      return { target, error: invalidInput(message, path, 'exists') };
    });
}
