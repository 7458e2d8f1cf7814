import { clientConditions } from '../v1/client-params.ts';
import { documentConditions } from '../v1/document-params.ts';
import { includes } from '../v1/includes.ts';
import type { QueryParamsName } from './names.ts';

/** QueryParams of a query by name, with what each means. */
export type QueryParams = Readonly<Record<string, string>>;

const envelope: QueryParams = {
  index: 'Another name for `data`; `none` for no envelope at all.',
  include_static: '`true` adds the tables of countries, currencies, industries, languages, sizes.',
  lang: 'A locale. Taken and passed over: messages are in English.',
};

const paging: QueryParams = {
  per_page:
    'Records on a page, at most 5000: 20 where it is absent, 15 where it is 0, empty or no number.',
  page: 'The page, from 1; what is no whole number counts as 1.',
  ...envelope,
};

const include = `What else to show of each client, with commas: ${Object.keys(includes)
  .map((name) => `\`${name}\``)
  .join(', ')}.`;

const sort =
  '`column|asc` or `column|desc`: the order; as they were created when there is none. Texts are ordered without case and accents.';

/** The parameters that routes take in their query, by the names that the table of routes uses. */
export const queryParams = {
  client: { include, ...envelope },
  clients: {
    ...Object.fromEntries(
      Object.entries(clientConditions).map(([name, { description }]) => [name, description]),
    ),
    filter:
      'Text in the name, id number, number or custom values, or in a contact: name, e-mail address, phone.',
    sort,
    with: 'The id of the client that stands first, whatever the order.',
    filter_details:
      '`true` leaves everything of a client empty, its contacts, documents and tokens too, but id, name, number, id number and display name.',
    include,
    ...paging,
  },
  namedClients: { include, ...paging },
  documents: { ...documentConditions, sort, ...paging },
  record: envelope,
  records: paging,
  none: {},
} as const satisfies Record<QueryParamsName, QueryParams>;
