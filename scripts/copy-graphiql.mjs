// Copies the library of GraphiQL into the built product: node copy-graphiql.mjs
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

copyFileSync(
  fileURLToPath(import.meta.resolve('@graphql-yoga/render-graphiql/graphiql')),
  'dist/server/pages/graphiql-library.js',
);
