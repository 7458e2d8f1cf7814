import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { requireViewer } from '../../domain/core/context.ts';
import {
  type ChangedToken,
  createGatewayToken,
  deleteGatewayToken,
  updateGatewayToken,
} from '../../domain/gateway-tokens/gateway-tokens.ts';
import { gatewayTokenFields } from '../../domain/records/fields.ts';
import { builder, type GraphQLContext } from '../kit/builder.ts';
import { inputFields } from '../kit/kinds.ts';
import {
  clientField,
  mutate,
  type Outcome,
  payloadType,
  versionArgument,
  writeArguments,
} from '../kit/mutation.ts';
import { GatewayToken } from '../types/gateway-token.ts';

const GatewayTokenInput = builder.inputType('GatewayTokenInput', {
  description:
    'Values of a gateway token. Absent fields stay as they are. A new one needs `companyGatewayId`, `gatewayTypeId` and `meta`.',
  fields: (t) => inputFields(t, 'GatewayToken', gatewayTokenFields) as Record<string, never>,
});

const resolveToken = (context: GraphQLContext, info: GraphQLResolveInfo, id: number) => {
  const { db, viewer } = requireViewer(context);
  const query = queryFromInfo({ context, info, typeName: 'GatewayToken' } as never) as object;
  return db.prisma.gatewayToken.findFirst({
    ...query,
    where: { companyId: viewer.companyId, id },
  });
};

const payload = (name: string, description: string) =>
  payloadType<ChangedToken>(name, description, (t) => ({
    gatewayToken: t.field({
      type: GatewayToken,
      description:
        'Gateway token after the mutation; null if refused, or if a dry run would create it.',
      resolve: ({ result }, _args, context, info) =>
        result && resolveToken(context, info, result.tokenId),
    }),
    client: clientField<Outcome<ChangedToken>>(t, ({ result }) => result?.clientId ?? null),
  }));

const CreateGatewayTokenPayload = payload(
  'CreateGatewayTokenPayload',
  'Result of `createGatewayToken`.',
);

const UpdateGatewayTokenPayload = payload(
  'UpdateGatewayTokenPayload',
  'Result of `updateGatewayToken`.',
);

const DeleteGatewayTokenPayload = payload(
  'DeleteGatewayTokenPayload',
  'Result of `deleteGatewayToken`.',
);

builder.mutationFields((t) => ({
  createGatewayToken: t.field({
    type: CreateGatewayTokenPayload,
    description: 'Adds a gateway token to a client. Needs an owner or admin.',
    nullable: false,
    args: {
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
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) =>
        createGatewayToken(viewing, args, args.input, request),
      ),
  }),
  updateGatewayToken: t.field({
    type: UpdateGatewayTokenPayload,
    description: 'Changes a gateway token. Needs an owner or admin.',
    nullable: false,
    args: {
      id: t.arg.id({
        required: true,
        description: 'Gateway token id, with or without the prefix `gateway_token_`.',
      }),
      input: t.arg({ type: GatewayTokenInput, required: true, description: 'Values to change.' }),
      ...versionArgument(t),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) =>
        updateGatewayToken(viewing, args, args.input, request),
      ),
  }),
  deleteGatewayToken: t.field({
    type: DeleteGatewayTokenPayload,
    description:
      'Deletes a gateway token: it leaves all lists, and is found by its id alone. Needs an owner or admin.',
    nullable: false,
    args: {
      id: t.arg.id({
        required: true,
        description: 'Gateway token id, with or without the prefix `gateway_token_`.',
      }),
      ...versionArgument(t),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) => deleteGatewayToken(viewing, args, request)),
  }),
}));
