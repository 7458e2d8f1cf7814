import { type ClientIdentifier, matchClients } from '../../domain/clients/match/match.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { DomainError } from '../../domain/core/errors.ts';
import { builder, type GraphQLContext } from '../kit/builder.ts';
import { pageArguments } from '../kit/page-arguments.ts';
import { Client, ClientStatus } from '../types/client.ts';
import { resolveClient } from '../types/client-loading.ts';
import { ClientConnection, resolveClientPage } from './client-connection.ts';
import { ClientFilter } from './client-filter.ts';
import { ClientSort } from './client-sort.ts';

/** Identifier of a client. */
export const ClientIdentifierInput = builder.inputType('ClientIdentifier', {
  description:
    'Identifies one client; give exactly one field. Ignores case but not accents; contact keys must match exactly.',
  isOneOf: true,
  fields: (t) => ({
    id: t.id({ description: 'Client id, with or without the prefix `client_`.' }),
    number: t.string({ description: 'Client number.' }),
    idNumber: t.string({ description: 'Identification number.' }),
    vatNumber: t.string({ description: 'VAT number.' }),
    email: t.string({ description: 'E-mail address of a contact.' }),
    contactKey: t.string({ description: 'Key of a contact.' }),
  }),
});

builder.queryFields((t) => ({
  client: t.field({
    type: Client,
    description:
      'Finds a client in any state by id. Returns null if there is none. The id of a merged client finds its survivor.',
    args: {
      id: t.arg.id({
        required: true,
        description: 'Client id, with or without the prefix `client_`.',
      }),
    },
    resolve: (_root, { id }, context, info) =>
      resolveClient(context, info, requireViewer(context).ids.decode('Client', id, ['id'])),
  }),
  clientBy: t.field({
    type: Client,
    description:
      'Finds one client by number, e-mail address or another identifier. Returns null if none matches. Prefers clients that are not deleted. Fails with `AMBIGUOUS_MATCH` if several match.',
    args: {
      identifier: t.arg({
        type: ClientIdentifierInput,
        required: true,
        description: 'Identifier of the client.',
      }),
    },
    resolve: async (_root, { identifier }, context, info) => {
      const id = await findClient(context, identifier as ClientIdentifier);
      return id === null ? null : await resolveClient(context, info, id);
    },
  }),
  clients: t.field({
    type: ClientConnection,
    description: 'Lists clients. Default: active ones, in the order of creation.',
    nullable: false,
    args: {
      ...pageArguments(t),
      filter: t.arg({ type: ClientFilter, description: 'Conditions on the clients.' }),
      search: t.arg.string({
        description:
          "Text to find in name, number, id number and custom fields, or in a contact's name, e-mail address and phone.",
      }),
      status: t.arg({
        type: [ClientStatus],
        defaultValue: ['ACTIVE'],
        description: 'States of the clients; null means all states.',
      }),
      sort: t.arg({ type: [ClientSort], description: 'Sort keys, most significant first.' }),
    },
    resolve: (_root, args, context, info) => resolveClientPage(context, info, args as never),
  }),
}));

/** Finds the id of the client with an identifier; null if there is none. @throws AMBIGUOUS_MATCH */
export async function findClient(
  context: GraphQLContext,
  identifier: ClientIdentifier,
): Promise<number | null> {
  const path = ['identifier'];
  const [matched] = await matchClients(requireViewer(context), [{ identifier, path }]);
  const [client, ...more] = matched?.clients ?? [];
  if (more.length > 0) {
    throw new DomainError(
      'AMBIGUOUS_MATCH',
      'More than one client is named so; use "clients".',
      path,
    );
  }
  return client?.id ?? null;
}
