import type { Kind } from '../core/kinds.ts';
import { clientFields, fieldsOf } from '../records/fields.ts';
import type { ImportedClient } from './v1/record.ts';

/** What every client has, whatever is known of it. */
const OF_EVERY_CLIENT = new Set(['userId', 'clientHash', 'createdAt', 'updatedAt', 'displayName']);

/** Values that say nothing, by the kinds that have such. */
const says: { readonly [K in Kind]?: (value: unknown) => boolean } = {
  boolean: (value) => value === true,
  money: (value) => Number(value) !== 0,
  json: (value) => Object.keys(value as object).length > 0,
};

const named = fieldsOf(clientFields)
  .filter(([name, { internal }]) => !internal && !OF_EVERY_CLIENT.has(name))
  .map(([name, { kind }]) => ({ name, says: says[kind] ?? (() => true) }));

/** The parts of a client by the names under which changes know them. */
const parts = ['contacts', 'documents', 'gatewayTokens'] as const;

/** Names of the fields and parts that an imported client has, as its creation notes them. */
export function createdFields(imported: ImportedClient, hasLedger: boolean): string[] {
  const values = imported.client as Readonly<Record<string, unknown>>;
  const fields = named.filter(({ name, says }) => values[name] != null && says(values[name]));
  return [
    ...fields.map(({ name }) => name),
    ...parts.filter((part) => imported[part].length > 0),
    ...(hasLedger ? ['ledger'] : []),
  ];
}
