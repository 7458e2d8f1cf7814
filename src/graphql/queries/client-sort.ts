import { constantCase } from '../../domain/casing.ts';
import { sortFields } from '../../domain/clients/list/sorts.ts';
import { builder } from '../kit/builder.ts';

const SortDirection = builder.enumType('SortDirection', {
  description: 'Direction of a sort key.',
  values: {
    ASC: { description: 'Ascending: smallest, earliest or alphabetically first value first.' },
    DESC: { description: 'Descending: largest, latest or alphabetically last value first.' },
  },
});

const NullsPlacement = builder.enumType('NullsPlacement', {
  description: 'Position of rows without a value.',
  values: {
    FIRST: { description: 'Before all others.' },
    LAST: { description: 'After all others.' },
  },
});

const ClientSortField = builder.enumType('ClientSortField', {
  description: 'Fields that clients can be sorted by.',
  values: Object.fromEntries(
    sortFields.map((name) => [
      constantCase(name),
      {
        value: name,
        description: `By \`${name}\`${name === 'number' ? ': by the digits in it' : ''}.`,
      },
    ]),
  ) as Record<string, { value: string; description: string }>,
});

/** A sort key of a list of clients. */
export const ClientSort = builder.inputType('ClientSort', {
  description:
    'A sort key for clients. Each field may occur once. Texts are sorted without case and accents, then by code point. Equal clients are sorted by id, in the direction of the last key.',
  fields: (t) => ({
    field: t.field({ type: ClientSortField, required: true, description: 'Field to sort by.' }),
    direction: t.field({ type: SortDirection, defaultValue: 'ASC', description: 'Direction.' }),
    nulls: t.field({
      type: NullsPlacement,
      defaultValue: 'LAST',
      description: 'Position of clients without a value.',
    }),
  }),
});
