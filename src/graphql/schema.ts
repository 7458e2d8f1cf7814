import { builder } from './builder.ts';
import './client-query.ts';
import './node-query.ts';
import './viewer.ts';

builder.queryType({
  description: 'What can be read. Everything belongs to the company of the token.',
});

/** The public contract: `schema.graphql` is its text. */
export const schema = builder.toSchema();
