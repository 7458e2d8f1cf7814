import type { GraphQLResolveInfo } from 'graphql';
import { requireViewer } from '../../domain/core/context.ts';
import {
  type ChangedToken,
  createGatewayToken,
  deleteGatewayToken,
  updateGatewayToken,
} from '../../domain/gateway-tokens/gateway-tokens.ts';
import { gatewayTokenFields } from '../../domain/records/fields.ts';
import { builder, type FieldBuilder, type FieldsOf, type GraphQLContext } from '../kit/builder.ts';
import { inputFields } from '../kit/kinds.ts';
import type { Payload } from '../kit/mutation.ts';
import { prismaSelection } from '../kit/prisma-selection.ts';
import { versionArgument } from '../kit/write-arguments.ts';
import { clientField } from '../types/client-field.ts';
import { GatewayToken } from '../types/gateway-token.ts';
import { mutationField } from './mutation-field.ts';

const GatewayTokenInput = builder.inputType('GatewayTokenInput', {
  description:
    'Values of a gateway token. Absent fields stay as they are. A new one needs `companyGatewayId`, `gatewayTypeId` and `meta`.',
  fields: (t) => inputFields(t, 'GatewayToken', gatewayTokenFields),
});

function resolveToken(context: GraphQLContext, info: GraphQLResolveInfo, id: number) {
  const { db, viewer } = requireViewer(context);
  const selection = prismaSelection({ context, info, typeName: 'GatewayToken' });
  return db.prisma.gatewayToken.findFirst({
    ...selection,
    where: { companyId: viewer.companyId, id },
  });
}

const fields = (t: FieldsOf<Payload<ChangedToken>>) => ({
  gatewayToken: t.field({
    type: GatewayToken,
    description:
      'Gateway token after the mutation; null if refused, or if a dry run would create it.',
    resolve: ({ result }, _args, context, info) =>
      result && resolveToken(context, info, result.tokenId),
  }),
  client: clientField(t, ({ result }) => result?.clientId ?? null),
});

const idArgument = ({ arg }: FieldBuilder) => ({
  id: arg.id({
    required: true,
    description: 'Gateway token id, with or without the prefix `gateway_token_`.',
  }),
});

mutationField('createGatewayToken', {
  description: 'Adds a gateway token to a client. Needs an owner or admin.',
  args: (t) => ({
    clientId: t.arg.id({
      required: true,
      description: 'Client id, with or without the prefix `client_`.',
    }),
    input: t.arg({
      type: GatewayTokenInput,
      required: true,
      description: 'Values of the gateway token.',
    }),
    ...versionArgument(t),
  }),
  run: (viewing, args, request) => createGatewayToken(viewing, args, args.input, request),
  fields,
});

mutationField('updateGatewayToken', {
  description: 'Changes a gateway token. Needs an owner or admin.',
  args: (t) => ({
    ...idArgument(t),
    input: t.arg({ type: GatewayTokenInput, required: true, description: 'Values to change.' }),
    ...versionArgument(t),
  }),
  run: (viewing, args, request) => updateGatewayToken(viewing, args, args.input, request),
  fields,
});

mutationField('deleteGatewayToken', {
  description:
    'Deletes a gateway token: it leaves all lists, and is found by its id alone. Needs an owner or admin.',
  args: (t) => ({ ...idArgument(t), ...versionArgument(t) }),
  run: (viewing, args, request) => deleteGatewayToken(viewing, args, request),
  fields,
});
