import { foldSearch } from '../../../src/domain/text/folding.ts';
import { READ, WRITTEN } from '../books/book.ts';
import type { Sender } from './asks.ts';
import { type Asks, below, type Facts, newClient, turn, UNIQUE } from './workloads.ts';

const fields =
  'id: rowId number name balance paidToDate creditBalance phone city state postalCode vatNumber updatedAt';
const contacts =
  'contacts: contactsByClientIdList(orderBy: PRIMARY_KEY_ASC) { id: rowId firstName lastName email phone isPrimary }';
const documents =
  'documents: documentsByClientIdList(orderBy: PRIMARY_KEY_ASC) { id: rowId name type size hash createdAt }';
const page = 'pageInfo { hasNextPage endCursor }';
const active = `condition: { companyId: ${READ}, isDeleted: false }`;
const present = 'archivedAt: { isNull: true }';

/** Operators of PostGraphile's filter have no folding, so the request contains the folded text. */
const found = 'searchText: { includes: $text }';
const soughtAt = (facts: Facts, number: number) => foldSearch(turn(facts.terms, number));

const list = (head: string, filter: string, nodes: string, further = '', total = '') =>
  `query ${head} { clients: allClients(first: $first, ${active}, filter: { ${filter} }, ${further}) {
    ${total} nodes { ${nodes} } ${page} } }`;
const byName = 'orderBy: [NAME_SORT_KEY_ASC]';

/** Returns the requests for PostGraphile, in the schema that it derives from the plain tables. */
export async function askPostGraphile(facts: Facts, send: Sender): Promise<Asks> {
  const cursorAt = async (offset: number): Promise<string> => {
    const { clients } = (await send(
      `query ($offset: Int!) { clients: allClients(first: 1, offset: $offset, ${active}, filter: { ${present} }, ${byName}) { ${page} } }`,
      { offset },
    )) as { clients: { pageInfo: { endCursor: string } } };
    return clients.pageInfo.endCursor;
  };
  const cursors = await Promise.all(facts.depths.map((depth) => cursorAt(depth - 1)));
  return {
    list: () => ({
      query: list('list($first: Int!)', present, fields, byName),
      variables: { first: 20 },
    }),
    nested: () => ({
      query: list('nested($first: Int!)', present, `${fields} ${contacts} ${documents}`, byName),
      variables: { first: 50 },
    }),
    filter: (number) => ({
      query: list(
        'filter($first: Int!, $below: BigFloat!)',
        `${present}, balance: { lessThan: $below }`,
        fields,
        'orderBy: [BALANCE_DESC, PRIMARY_KEY_DESC]',
      ),
      variables: { first: 20, below: String(below(number)) },
    }),
    search: (number) => ({
      query: list(
        'search($first: Int!, $above: BigFloat!, $text: String!)',
        `${present}, balance: { greaterThan: $above }, ${found}`,
        fields,
        byName,
        'totalCount',
      ),
      variables: { first: 20, above: '5000', text: soughtAt(facts, number) },
    }),
    searchContacts: (number) => ({
      query: list(
        'searchContacts($first: Int!, $above: BigFloat!, $text: String!)',
        `${present}, balance: { greaterThan: $above },
        or: [{ ${found} }, { contactsByClientId: { some: { ${found} } } }]`,
        fields,
        byName,
        'totalCount',
      ),
      variables: { first: 20, above: '5000', text: soughtAt(facts, number) },
    }),
    deep: (number) => ({
      query: list(
        'deep($first: Int!, $after: Cursor!)',
        present,
        fields,
        `${byName}, after: $after`,
      ),
      variables: { first: 20, after: turn(cursors, number) },
    }),
    one: (number) => ({
      query: `query one($id: Int!) { client: clientByRowId(rowId: $id) { ${fields} ${contacts} } }`,
      variables: { id: turn(facts.ids, number) },
    }),
    create: (number) => ({
      query: `mutation create($client: JSON!) { createClientWithContacts(input: { client: $client }) { result {
        id: rowId name contacts: contactsByClientIdList(orderBy: PRIMARY_KEY_ASC) { id: rowId email } } } }`,
      variables: { client: newRow(`${UNIQUE}-${number}`) },
    }),
  };
}

/** Returns a new client as the database function takes it. */
function newRow(unique: string) {
  const { countryId, contacts, ...client } = newClient(unique);
  return {
    ...client,
    company_id: WRITTEN,
    country_id: countryId,
    contacts: contacts.map(({ firstName, lastName, ...contact }) => ({
      first_name: firstName,
      last_name: lastName,
      ...contact,
    })),
  };
}
