import { expect, test } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';
import { routes } from '../../src/rest/routes/routes.ts';

const HEAD = `# Parity: each REST route and its GraphQL counterpart

Written by \`npx vitest run test/rest/parity.test.ts --update\` from the table of routes in \`src/rest\`; a test keeps it true.
Both edges call the same use cases: the same act leaves the same rows (\`test/rest/agreement.test.ts\`), and is refused for
the same reasons (\`agreement-refusals.test.ts\`). What only the wire differs in is in [rest.md](rest.md); where the edges
differ in what they do, v1's callers are why:

- Of a text that is longer than there is room for, and of a document's name with directories in it, REST keeps a part, as
  v1 does; GraphQL refuses the whole with \`INVALID_INPUT\`.
- Another company's record is \`NOT_FOUND\` in GraphQL; REST tells it, with 401, from one that nobody has, with 400.
- REST takes former ids of merged clients for nobody's, where GraphQL follows them to the survivor.
- An upload over REST makes a document of every file, as v1 does; GraphQL recognises bytes that the client has already.
- Deleting a document by itself asks for the password in REST only, as in v1; its bulk route asks for none.

| REST, below \`/api/v1\` | does | GraphQL |
| --- | --- | --- |
`;

const ONLY_GRAPHQL = `
Only GraphQL has: typed filters and several sort keys, cursors, \`clientBy\`, \`nodes\`, \`summary\`, \`upsertClients\`,
\`mergePreview\`, \`clientDuplicates\`, \`postLedgerEntries\`, \`clientChanges\`, bulk by filter, dry runs, and partial contacts
(\`contactsMode: MERGE\` and \`PATCH\`).
`;

test('docs/parity.md matches the table of routes; `--update` writes it', async () => {
  const rows = Object.entries(routes).map(
    ([pattern, { summary, graphql }]) => `| \`${pattern}\` | ${summary} | ${graphql} |\n`,
  );
  await expect(HEAD + rows.join('') + ONLY_GRAPHQL).toMatchFileSnapshot('../../docs/parity.md');
});

test('every counterpart in GraphQL exists', () => {
  const fields = {
    ...schema.getQueryType()?.getFields(),
    ...schema.getMutationType()?.getFields(),
  };
  const named = Object.values(routes).flatMap(({ graphql }) => /^`(\w+)/.exec(graphql)?.[1] ?? []);
  expect(named.filter((name) => !(name in fields) && name !== 'Document')).toEqual([]);
  const mentioned = [...ONLY_GRAPHQL.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
  const known = new Set(['summary', 'PATCH', ...Object.keys(fields)]);
  expect(mentioned.filter((name) => !known.has(name))).toEqual([]);
});
