import { serverAudits } from 'graphql-http';
import { expect, test } from 'vitest';
import { gateway } from '../support/gateway.ts';

const audits = serverAudits({ url: async () => `${(await gateway()).url}/graphql` });

// The rows of the specification of GraphQL over HTTP, as its reference implementation has them. Without a token.
test.for(audits.map((audit) => [audit.id, audit.name, audit] as const))(
  '%s %s',
  async ([, , audit]) => {
    const result = await audit.fn();
    expect(result.status === 'ok' ? 'ok' : `${result.status}: ${result.reason}`).toBe('ok');
  },
);
