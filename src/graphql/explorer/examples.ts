/** A request to start from, as GraphiQL opens it in a tab named after the operation. */
export interface Example {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** The common tasks, one tab each. */
export const examples: readonly Example[] = [
  {
    query: `# A list of clients with their contacts, by name.
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
# The least amount stands in the variables.
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
    query: `# One page after the other: put the endCursor of the
# answer into the variable "after" for the next one.
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
    query: `# One client with everything that belongs to it.
# Its id stands in the variables.
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
    query: `# A new client, or changes to the one with this number.
# Add "dryRun: true" to see what it would come to.
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
    query: `# What it would change to archive all clients of a city.
# Take away "dryRun" and say how many you expect to do it.
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
    query: `# Another name for a document.
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
  {
    query: `# What the book comes to, per currency.
query Summary {
  clients(status: [ACTIVE, ARCHIVED]) {
    totalCount
    summary {
      currency { code }
      count
      balance
      paidToDate
      creditBalance
    }
  }
}
`,
  },
  {
    query: `# Clients that may be one and the same, and why.
query Duplicates {
  clientDuplicates(first: 10) {
    totalCount
    clusters {
      score
      reasons { kind value similarity }
      clients { id displayName city balance }
    }
  }
}
`,
  },
  {
    query: `# What it would come to if the clients "from" became
# part of "into". Nothing is done yet.
query PreviewMerge($into: ID!, $from: [ID!]!) {
  mergePreview(into: $into, from: $from) {
    values {
      field
      reason
      winner
      candidates { clientId value }
    }
    contacts { email fate isPrimary }
    money { balance paidToDate creditBalance }
    warnings
    blockers { code message path }
    previewToken
  }
}
`,
    variables: { into: 'VolejRejNm', from: ['Wpmbk5ezJn'] },
  },
  {
    query: `# Makes them one, as it was seen in the preview. Add your
# password to the headers: "X-API-PASSWORD".
mutation Merge($into: ID!, $from: [ID!]!, $seen: String!) {
  mergeClients(into: $into, from: $from, previewToken: $seen) {
    client {
      id
      displayName
      balance
      contacts { email isPrimary }
    }
    mergedIds
    moved { contacts documents gatewayTokens ledgerEntries }
    userErrors { code message path }
  }
}
`,
    variables: { into: 'VolejRejNm', from: ['Wpmbk5ezJn'], seen: '' },
  },
  {
    query: `# An invoice and a payment.
# The balance beside each is the one after it.
mutation PostEntries($entries: [LedgerEntryInput!]!) {
  postLedgerEntries(entries: $entries) {
    results {
      entry { id kind amount balance }
      client { balance paidToDate creditBalance }
      userErrors { code message path }
    }
    userErrors { code message path }
  }
}
`,
    variables: {
      entries: [
        { clientId: 'VolejRejNm', kind: 'INVOICE', amount: '120.50', number: 'INV-7' },
        { clientId: 'VolejRejNm', kind: 'PAYMENT', amount: '100' },
      ],
    },
  },
  {
    query: `# What changed, oldest first. Put the endCursor of the
# answer into the variable "after" for what comes next.
query Changes($after: String) {
  clientChanges(first: 20, after: $after) {
    nodes {
      cursor
      at
      kind
      clientId
      fields
      actor { name }
      client { displayName version }
    }
    endCursor
    hasNextPage
  }
}
`,
    variables: { after: null },
  },
  {
    query: `# Every change as it is made, from now on: leave it running
# and change a client in another window.
subscription Follow {
  clientChanges {
    cursor
    kind
    clientId
    fields
    client { displayName version }
  }
}
`,
  },
];
