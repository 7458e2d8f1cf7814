import { isDeepStrictEqual } from 'node:util';
import type { IdCodec } from '../../../core/ids.ts';
import { type Field, showValue } from '../../../core/kinds.ts';
import { clientFields, contactFields, fieldsOf, MASKED_PASSWORD } from '../../../records/fields.ts';
import type { ContactState } from '../../contacts.ts';

/** A value that a write changed, as callers see it: ids hashed, passwords masked. */
export interface FieldChange {
  /** The path of the value: `["city"]`, `["contacts", "{contact id}", "email"]`; a new contact has `new` for its id. */
  readonly path: readonly string[];
  readonly before: unknown;
  readonly after: unknown;
}

/** Returns the differences between two states of a client. */
export const clientChanges = (
  ids: IdCodec,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): FieldChange[] => changesOf(ids, clientFields, [], before, after);

/** Returns whether callers see that a field changed. */
const isShown = ({ write, internal }: Field): boolean => write === true && !internal;

const shownFields = fieldsOf(clientFields).flatMap(([name, field]) =>
  isShown(field) ? [name] : [],
);

/** Returns the names of the fields in which a new client has a value. */
export const writtenFields = (state: Readonly<Record<string, unknown>>): string[] =>
  shownFields.filter((name) => (state[name] ?? null) !== null);

/** Returns the differences between two states of a contact; a new one has no state before, a removed one none after. */
export function contactChanges(
  ids: IdCodec,
  before: ContactState | null,
  after: ContactState | null,
): FieldChange[] {
  const id = before?.id ?? after?.id ?? null;
  const path = ['contacts', id === null ? 'new' : ids.encode(id)];
  const changes = changesOf(ids, contactFields, path, before ?? {}, after ?? {});
  if ((before?.passwordHash ?? null) === (after?.passwordHash ?? null)) return changes;
  const mask = (contact: ContactState | null) => (contact?.passwordHash ? MASKED_PASSWORD : null);
  return [...changes, { path: [...path, 'password'], before: mask(before), after: mask(after) }];
}

function changesOf(
  ids: IdCodec,
  table: Readonly<Record<string, Field>>,
  path: readonly string[],
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const [name, field] of fieldsOf(table)) {
    if (!isShown(field)) continue;
    const was = before[name] ?? null;
    const is = after[name] ?? null;
    if (was === is || isDeepStrictEqual(was, is)) continue;
    const show = (value: unknown) => showValue(field.kind, value, (id) => ids.encode(id));
    changes.push({ path: [...path, name], before: show(was), after: show(is) });
  }
  return changes;
}
