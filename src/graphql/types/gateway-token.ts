import { gatewayTokenFields } from '../../domain/records/fields.ts';
import { builder } from '../kit/builder.ts';
import { outputFields } from '../kit/kinds.ts';
import { idFields, Node } from './node.ts';

/** A payment method of a client. */
export const GatewayToken = builder.prismaObject('GatewayToken', {
  description: 'A stored way to pay of a client, kept by a payment gateway.',
  interfaces: [Node],
  fields: (t) => ({
    ...idFields(t, 'GatewayToken'),
    ...outputFields(t, 'GatewayToken', gatewayTokenFields),
  }),
});
