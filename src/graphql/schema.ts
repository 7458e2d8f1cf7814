import { builder } from './builder.ts';
import './bulk-mutation.ts';
import './changes.ts';
import './client-query.ts';
import './document-mutations.ts';
import './duplicates.ts';
import './gateway-token-mutations.ts';
import './ledger-mutations.ts';
import './lifecycle-mutations.ts';
import './merge-mutation.ts';
import './merge-preview.ts';
import './node-query.ts';
import './purge-mutation.ts';
import './upsert-mutations.ts';
import './viewer.ts';

builder.queryType({
  description: 'What can be read. Everything belongs to the company of the token.',
});

builder.mutationType({
  description:
    'What can be written. Every refusal is in the payload; nothing is ever half-written.',
});

builder.subscriptionType({
  description: 'What can be followed, as server-sent events.',
});

/** The public contract: `schema.graphql` is its text. */
export const schema = builder.toSchema();
