import { builder } from './kit/builder.ts';
import './mutations/bulk.ts';
import './queries/changes.ts';
import './queries/client-query.ts';
import './mutations/documents.ts';
import './queries/duplicates.ts';
import './mutations/gateway-tokens.ts';
import './mutations/ledger.ts';
import './mutations/lifecycle.ts';
import './mutations/merge.ts';
import './types/merge-preview.ts';
import './queries/node-query.ts';
import './mutations/purge.ts';
import './mutations/upload.ts';
import './mutations/upsert.ts';
import './types/viewer.ts';

builder.queryType({
  description: 'Root of all reads. Results are limited to the company of the token.',
});

builder.mutationType({
  description:
    'Root of all writes. Each mutation is one transaction; refusals are in `userErrors` of its payload.',
});

builder.subscriptionType({
  description: 'Root of all subscriptions, sent as server-sent events.',
});

/** The public contract: `schema.graphql` is its text. */
export const schema = builder.toSchema();
