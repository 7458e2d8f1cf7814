import type { Example } from './example.ts';

/** Examples of totals, duplicates, merges, the ledger and changes. */
export const bookExamples: readonly Example[] = [
  {
    query: `# Totals of all clients, by currency.
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
    query: `# Clients that may be duplicates, with the evidence.
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
    query: `# Shows the effect of merging the clients "from" into the
# client "into". Nothing is written.
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
    query: `# Merges them as the preview shows. Add your password to
# the headers: "X-API-PASSWORD".
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
    query: `# Posts an invoice and a payment.
# Each result has the balance after it.
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
    query: `# Changes, oldest first. Copy the endCursor of the response
# into the variable "after" to get the next ones.
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
    query: `# Streams every change from now on: leave it running and
# change a client in another window.
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
