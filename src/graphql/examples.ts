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
];
