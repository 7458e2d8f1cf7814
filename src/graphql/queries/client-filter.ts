import { documentationOf } from '../../db/documentation.ts';
import { filterFields } from '../../domain/clients/list/filters.ts';
import type { RecordType } from '../../domain/core/ids.ts';
import type { Field, Kind } from '../../domain/core/kinds.ts';
import { type FilterKind, type OperandShape, operators } from '../../domain/filter/operators.ts';
import { clientFields, contactFields } from '../../domain/records/fields.ts';
import { builder } from '../kit/builder.ts';
import { graphqlType } from '../kit/kinds.ts';

/** The filter type of each kind of value. */
const filterName: Record<FilterKind, string> = {
  text: 'StringFilter',
  money: 'DecimalFilter',
  instant: 'DateTimeFilter',
  integer: 'IntFilter',
  referenceId: 'IdFilter',
  recordId: 'IdFilter',
};

const described: readonly (readonly [FilterKind, string])[] = [
  [
    'text',
    'Conditions on a text; all must hold. Case and accents are ignored. Equality of e-mail addresses and numbers ignores case only; equality of keys and hashes is exact.',
  ],
  ['money', 'Conditions on an amount; all must hold.'],
  ['instant', 'Conditions on a time; all must hold.'],
  ['integer', 'Conditions on a number; all must hold.'],
  ['recordId', 'Conditions on an id, given with or without its prefix; all must hold.'],
];

type InputBuilder = Parameters<Parameters<typeof builder.inputType>[1]['fields']>[0];

const filterTypes = new Map<string, unknown>(described.map(filterType));

function filterType([kind, description]: readonly [FilterKind, string]) {
  const type = graphqlType[kind];
  const range = `${type}Range`;
  const rows: [string, { operand: OperandShape; description: string }][] = Object.entries(
    operators[kind],
  );
  if (rows.some(([, { operand }]) => operand === 'range')) addRange(range, type);
  const operandType: Record<OperandShape, unknown> = {
    one: type,
    list: [type],
    range,
    boolean: 'Boolean',
  };
  const ref = builder.inputType(filterName[kind], {
    description,
    fields: (t) =>
      Object.fromEntries(
        rows.map(([operator, row]) => [
          operator,
          t.field({ type: operandType[row.operand] as never, description: row.description }),
        ]),
      ),
  });
  return [filterName[kind], ref] as const;
}

function addRange(name: string, type: (typeof graphqlType)[FilterKind]): void {
  builder.inputType(name, {
    description: 'A range that includes both ends.',
    fields: (t) => ({
      from: t.field({ type, required: true, description: 'Lower end.' }),
      to: t.field({ type, required: true, description: 'Upper end.' }),
    }),
  });
}

/** Returns the input type of a field's filter. Pothos cannot tell types apart that are made in a loop. */
const filterTypeOf = (kind: Kind): never =>
  (isFilterKind(kind) ? filterTypes.get(filterName[kind]) : 'Boolean') as never;

const isFilterKind = (kind: Kind): kind is FilterKind => kind in operators;

function filters(t: InputBuilder, type: RecordType, table: Readonly<Record<string, Field>>) {
  return Object.fromEntries(
    filterFields(table).map(([name, { kind }]) => [
      name,
      t.field({ type: filterTypeOf(kind), description: documentationOf(type, name) }),
    ]),
  );
}

const ContactFilter = builder.inputType('ContactFilter', {
  description: 'Conditions on a contact; all must hold.',
  fields: (t) => ({
    id: t.field({
      type: filterTypeOf('recordId'),
      description: 'Contact id.',
    }),
    ...filters(t, 'Contact', contactFields),
  }),
});

const ContactQuantifiers = builder.inputType('ContactQuantifiers', {
  description: 'Conditions on the contacts of a client; all must hold.',
  fields: (t) => ({
    some: t.field({
      type: ContactFilter,
      description: 'At least one contact meets these conditions.',
    }),
    every: t.field({
      type: ContactFilter,
      description: 'All contacts meet these conditions, or there are none.',
    }),
    none: t.field({ type: ContactFilter, description: 'No contact meets these conditions.' }),
  }),
});

/** The tree of conditions on clients, with the fields of the field table. */
export const ClientFilter = builder.inputRef<Record<string, unknown>>('ClientFilter');

ClientFilter.implement({
  description: 'A tree of conditions on a client. All conditions of one level must hold.',
  fields: (t) =>
    ({
      and: t.field({ type: [ClientFilter], description: 'All of these hold.' }),
      or: t.field({ type: [ClientFilter], description: 'At least one of these holds.' }),
      not: t.field({ type: ClientFilter, description: 'This does not hold.' }),
      id: t.field({
        type: filterTypeOf('recordId'),
        description: 'Client id.',
      }),
      contacts: t.field({
        type: ContactQuantifiers,
        description: "Conditions on the client's contacts.",
      }),
      ...filters(t, 'Client', clientFields),
    }) as never,
});
