import { expect, test } from '../support/api.ts';

const PARTS = `query ($id: ID!, $documents: String, $ledger: String) {
  client(id: $id) {
    documents(first: 1, after: $documents) { edges { cursor node { id } } }
    ledger(first: 1, after: $ledger) { edges { cursor node { id } } }
  }
}`;

for (const part of ['documents', 'ledger']) {
  test(`a cursor of a client's ${part} works for no other client`, async ({ api }) => {
    const own = { documents: [{}, {}], ledger: [{}, {}] };
    const [ash, birch] = await api.has(own, own);
    const { client } = await api.ask(PARTS, { id: ash });
    const cursor = client[part].edges[0].cursor;
    const further = await api.ask(PARTS, { id: ash, [part]: cursor });
    expect(further.client[part].edges).toHaveLength(1);
    expect(further.client[part].edges[0].cursor).not.toBe(cursor);
    for (const id of [birch, `client_${birch}`]) {
      expect(await api.refused(PARTS, { id, [part]: cursor })).toMatchObject({
        message: 'The cursor in "after" belongs to another client.',
        path: ['client', part],
        extensions: { code: 'INVALID_CURSOR', inputPath: ['after'] },
      });
    }
    const before = `{ clients { nodes { ${part}(last: 1, before: "${cursor}") { totalCount } } } }`;
    expect(await api.refused(before)).toMatchObject({
      message: 'The cursor in "before" belongs to another client.',
      path: ['clients', 'nodes', 1, part],
      extensions: { code: 'INVALID_CURSOR', inputPath: ['before'] },
    });
  });
}
