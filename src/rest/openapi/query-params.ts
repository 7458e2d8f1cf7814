import { clientFilterParams } from '../v1/client-params.ts';
import { documentFilterParams } from '../v1/document-params.ts';
import { includes } from '../v1/includes.ts';
import type { QueryParamsName } from './names.ts';

/** Descriptions of query parameters, by name. */
export type QueryParams = Readonly<Record<string, string>>;

const envelope: QueryParams = {
  index: 'Name of the member `data`; `none` leaves the envelope out.',
  include_static:
    '`true` adds the tables of countries, currencies, industries, languages and sizes.',
  lang: 'Locale. It is ignored: all messages are in English.',
};

const paging: QueryParams = {
  per_page:
    'Records per page, at most 5000. The default is 20; 15 for 0, an empty text or anything but a number.',
  page: 'Number of the page, from 1. Anything but a whole number counts as 1.',
  ...envelope,
};

const include = `Additional members of each client, separated by commas: ${Object.keys(includes)
  .map((name) => `\`${name}\``)
  .join(', ')}.`;

const sort =
  'Order of the list: `column|asc` or `column|desc`. The default is the order of creation. Texts are sorted without regard to case and accents.';

/** Sets of query parameters, by the names in the table of routes. */
export const queryParams = {
  client: { include, ...envelope },
  clients: {
    ...Object.fromEntries(
      Object.entries(clientFilterParams).map(([name, { description }]) => [name, description]),
    ),
    filter:
      'Search text: finds it in the name, id number, number and custom values, and in the name, e-mail address and phone of contacts.',
    sort,
    with: 'Id of a client to put first, regardless of the order.',
    filter_details:
      '`true` leaves all members of a client empty but id, name, number, id number and display name.',
    include,
    ...paging,
  },
  namedClients: { include, ...paging },
  documents: { ...documentFilterParams, sort, ...paging },
  record: envelope,
  records: paging,
  none: {},
} as const satisfies Record<QueryParamsName, QueryParams>;
