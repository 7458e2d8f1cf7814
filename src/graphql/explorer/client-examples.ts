import type { Example } from './example.ts';

/** Examples of lists, upserts, bulk actions and documents. */
export const clientExamples: readonly Example[] = [
  {
    query: `# A page of clients with their contacts, by name.
query ClientsWithContacts {
  clients(first: 10, sort: { field: NAME }) {
    totalCount
    nodes {
      id
      number
      displayName
      balance
      currency { code }
      contacts {
        firstName
        lastName
        email
        phone
        isPrimary
      }
    }
  }
}
`,
  },
  {
    query: `# The clients that owe the most.
# The minimum is in the variables.
query Debtors($least: Decimal!) {
  clients(
    first: 10
    filter: { balance: { gte: $least } }
    sort: { field: BALANCE, direction: DESC }
  ) {
    totalCount
    nodes {
      id
      displayName
      balance
      currency { code }
    }
  }
}
`,
    variables: { least: '1000' },
  },
  {
    query: `# Paging: copy the endCursor of the response into the
# variable "after" to get the next page.
query Pages($after: String) {
  clients(
    first: 20
    after: $after
    sort: { field: CREATED_AT, direction: DESC }
  ) {
    nodes {
      id
      displayName
      createdAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
    variables: { after: null },
  },
  {
    query: `# One client with all its records.
# Its id is in the variables.
query OneClient($id: ID!) {
  client(id: $id) {
    id
    status
    displayName
    balance
    paidToDate
    creditBalance
    country { name }
    contacts { firstName lastName email }
    gatewayTokens { token meta }
    documents {
      totalCount
      nodes { name type size url }
    }
    ledger(first: 10) {
      nodes { date kind amount balance }
    }
  }
}
`,
    variables: { id: 'VolejRejNm' },
  },
  {
    query: `# Creates a client, or changes the one with this number.
# Add "dryRun: true" to see the result without writing.
mutation CreateOrChange($input: UpsertClientInput!) {
  upsertClient(input: $input) {
    outcome
    client {
      id
      number
      displayName
      version
      contacts { email isPrimary }
    }
    diff { path before after }
    userErrors { code message path }
  }
}
`,
    variables: {
      input: {
        match: { number: 'A-1' },
        name: 'Ash & Sons',
        contacts: [{ firstName: 'Ada', email: 'ada@ash.example' }],
      },
    },
  },
  {
    query: `# Shows the effect of archiving all clients of a city. To do
# it, remove "dryRun" and set the number that you expect.
mutation ArchiveMany($filter: ClientFilter!, $expected: Int) {
  bulkClients(
    action: ARCHIVE
    filter: $filter
    expectedCount: $expected
    dryRun: true
  ) {
    count
    changed
    unchanged
    results {
      id
      outcome
      client { displayName status }
    }
    userErrors { code message path }
  }
}
`,
    variables: { filter: { city: { eq: 'Kiel' } }, expected: null },
  },
  {
    query: `# Renames a document.
# Files are uploaded by a form: docs/files.md.
mutation RenameDocument($id: ID!, $name: String!) {
  updateDocument(id: $id, input: { name: $name }) {
    document { name type size url }
    userErrors { code message path }
  }
}
`,
    variables: { id: 'VolejRejNm', name: 'Offer 7.txt' },
  },
];
