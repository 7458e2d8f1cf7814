import { isDeepStrictEqual } from 'node:util';
import { constantCase } from '../../casing.ts';
import { type Checked, collectErrors } from '../../core/checked.ts';
import type { ReadContext } from '../../core/context.ts';
import { invalidInput } from '../../core/errors.ts';
import { showValue } from '../../core/kinds.ts';
import { clientFields, fieldsOf } from '../../records/fields.ts';
import type { StoredClient } from '../match/match.ts';
import type { MergeChoiceInput } from './input.ts';

/** A field whose value comes from another client. */
export interface MergeChoice {
  readonly field: string;
  readonly clientId: number;
}

/** The reasons for the value that the survivor will have. */
export const valueReasons = {
  KEPT: 'The survivor keeps its own value.',
  EMPTY:
    'The survivor has no value and gets none unless `choose` names a client, such as `suggestion`.',
  CHOSEN: '`choose` names it.',
} as const;

/** A reason for the value of the survivor. */
export type ValueReason = keyof typeof valueReasons;

/** A field in which the merged clients differ, and its value afterwards. */
export interface MergedValue {
  readonly field: string;
  readonly reason: ValueReason;
  /** The client that the value comes from. */
  readonly winnerId: number;
  /** The first client with a value, if the survivor has none; else null. */
  readonly suggestionId: number | null;
  /** The value of each client as callers see it, the survivor first. */
  readonly candidates: readonly { readonly clientId: number; readonly value: unknown }[];
}

const writableFields = fieldsOf(clientFields).filter(([, { write }]) => write);

/** The fields that can be chosen: those that can be written. */
export const chosenFields: readonly string[] = writableFields.map(([name]) => name);

/**
 * Validates the choices of a merge.
 * @param clients of the merge, as far as there are such
 */
export function validateChoices(
  { ids }: ReadContext,
  given: readonly MergeChoiceInput[],
  clients: readonly StoredClient[],
): Checked<MergeChoice[]> {
  const chosen = new Set<string>();
  const checked = given.map(({ field, from }, i) =>
    collectErrors((): MergeChoice => {
      const path = ['choose', i, 'field'];
      if (!chosenFields.includes(field)) {
        throw invalidInput(`The field "${field}" cannot be chosen.`, path);
      }
      if (chosen.has(field)) {
        throw invalidInput(`The field "${constantCase(field)}" is chosen twice.`, path);
      }
      chosen.add(field);
      const clientId = ids.decode('Client', from, ['choose', i, 'from']);
      if (clients.some(({ id }) => id === clientId)) return { field, clientId };
      throw invalidInput(`The client "${from}" is not part of the merge.`, ['choose', i, 'from']);
    }),
  );
  return {
    value: checked.flatMap(({ value }) => value ?? []),
    errors: checked.flatMap(({ errors }) => errors),
  };
}

/** Returns the fields in which the clients differ, in the order of the field table. */
export function mergedValues(
  { ids }: ReadContext,
  survivor: StoredClient,
  sources: readonly StoredClient[],
  choices: readonly MergeChoice[],
): MergedValue[] {
  const clients = [survivor, ...sources];
  return writableFields
    .filter(([field]) => sources.some((one) => !isDeepStrictEqual(one[field], survivor[field])))
    .map(([field, { kind }]) => {
      const choice = choices.find((one) => one.field === field);
      const empty = isEmpty(survivor[field]);
      return {
        field,
        reason: choice ? 'CHOSEN' : empty ? 'EMPTY' : 'KEPT',
        winnerId: choice?.clientId ?? survivor.id,
        suggestionId: empty ? (sources.find((one) => !isEmpty(one[field]))?.id ?? null) : null,
        candidates: clients.map((client) => ({
          clientId: client.id,
          value: showValue(kind, client[field], (id) => ids.encode(id)),
        })),
      };
    });
}

const isEmpty = (value: unknown): boolean => value === null || value === '';

/** Returns the survivor with the chosen values. */
export function withChoices(
  survivor: StoredClient,
  sources: readonly StoredClient[],
  choices: readonly MergeChoice[],
): StoredClient {
  const clients = new Map([survivor, ...sources].map((client) => [client.id, client]));
  const values = choices.map(({ field, clientId }) => [field, clients.get(clientId)?.[field]]);
  return { ...survivor, ...Object.fromEntries(values) };
}
