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
    'Values of a payment method. Absent fields are left alone; a new one needs `companyGatewayId`, `gatewayTypeId` and `meta`.',
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
        'The gateway token as it is now; null when it was refused, and for a dry run that would make it.',
      resolve: ({ result }, _args, context, info) =>
        result && resolveToken(context, info, result.tokenId),
    }),
    client: clientField<Outcome<ChangedToken>>(t, ({ result }) => result?.clientId ?? null),
  }));

const CreateGatewayTokenPayload = payload(
  'CreateGatewayTokenPayload',
  'What the storing of a payment method came to.',
);

const UpdateGatewayTokenPayload = payload(
  'UpdateGatewayTokenPayload',
  'What a change of a payment method came to.',
);

const DeleteGatewayTokenPayload = payload(
  'DeleteGatewayTokenPayload',
  'What the deletion of a payment method came to.',
);

builder.mutationFields((t) => ({
  createGatewayToken: t.field({
    type: CreateGatewayTokenPayload,
    description: 'Stores a payment method with a client. For owners and admins.',
    nullable: false,
    args: {
      clientId: t.arg.id({ required: true, description: 'The id of the client, in either form.' }),
      input: t.arg({ type: GatewayTokenInput, required: true, description: 'The payment method.' }),
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
    description: 'Changes a payment method. For owners and admins.',
    nullable: false,
    args: {
      id: t.arg.id({ required: true, description: 'The id of the gateway token, in either form.' }),
      input: t.arg({ type: GatewayTokenInput, required: true, description: 'The new values.' }),
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
      'Marks a payment method as deleted: it is in no list, and shown only by its id. For owners and admins.',
    nullable: false,
    args: {
      id: t.arg.id({ required: true, description: 'The id of the gateway token, in either form.' }),
      ...versionArgument(t),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) => deleteGatewayToken(viewing, args, request)),
  }),
}));
