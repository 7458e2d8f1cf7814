import type { Kind } from '../core/kinds.ts';
import { clientFields, fieldsOf } from '../records/fields.ts';
import type { ImportedClient } from './v1/record.ts';

/** Fields that every client has, which its creation does not list. */
const ALWAYS_SET = new Set(['userId', 'clientHash', 'createdAt', 'updatedAt', 'displayName']);

/** Tests for values other than the default, for the kinds with a default. */
const isSet: { readonly [K in Kind]?: (value: unknown) => boolean } = {
  boolean: (value) => value === true,
  money: (value) => Number(value) !== 0,
  json: (value) => JSON.stringify(value) !== '{}',
};

const listedFields = fieldsOf(clientFields)
  .filter(([name, { internal }]) => !internal && !ALWAYS_SET.has(name))
  .map(([name, { kind }]) => ({ name, isSet: isSet[kind] ?? (() => true) }));

/** The lists of owned records by their names in changes. */
const ownedLists = ['contacts', 'documents', 'gatewayTokens'] as const;

/** Returns the names of the fields and lists that an imported client has, for the change of its creation. */
export function createdFields(imported: ImportedClient, hasLedger: boolean): string[] {
  const values: Readonly<Record<string, unknown>> = { ...imported.client };
  const fields = listedFields.filter(
    ({ name, isSet }) => values[name] != null && isSet(values[name]),
  );
  return [
    ...fields.map(({ name }) => name),
    ...ownedLists.filter((list) => imported[list].length > 0),
    ...(hasLedger ? ['ledger'] : []),
  ];
}
