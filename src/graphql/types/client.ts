import { documentationOf } from '../../db/documentation.ts';
import { clientStatuses } from '../../domain/clients/list/list-condition.ts';
import { statusOf } from '../../domain/clients/match/selection.ts';
import { clientFields } from '../../domain/records/fields.ts';
import { ownedQuery } from '../../domain/records/records.ts';
import {
  countryById,
  currencyById,
  industryById,
  languageById,
  sizeById,
} from '../../domain/reference/reference.ts';
import { fieldSource } from '../compiler/field-source.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum, outputFields } from '../kit/kinds.ts';
import { pageArguments } from '../kit/page-arguments.ts';
import { Contact } from './contact.ts';
import { GatewayToken } from './gateway-token.ts';
import { idFields, Node } from './node.ts';
import {
  DocumentConnection,
  LedgerEntryConnection,
  resolveOwnedPage,
} from './owned-connections.ts';
import { Country, Currency, Industry, Language, Size } from './reference.ts';

/** State of a client. */
export const ClientStatus = describedEnum('ClientStatus', 'State of a client.', clientStatuses);

const settingsLanguage = (settings: unknown) =>
  languageById.get(Number((settings as { language_id?: string }).language_id)) ?? null;

/** The client type, with the fields of the field table. */
export const Client = builder.prismaObject('Client', {
  description: 'A customer of the company, with contacts, documents, gateway tokens and a ledger.',
  interfaces: [Node],
  fields: (t) => ({
    ...idFields(t, 'Client'),
    ...outputFields(t, 'Client', clientFields),
    status: t.field({
      type: ClientStatus,
      description: 'State of the client.',
      nullable: false,
      select: { isDeleted: true, archivedAt: true },
      resolve: statusOf,
    }),
    country: t.field({
      type: Country,
      description: documentationOf('Client', 'countryId'),
      select: { countryId: true },
      resolve: ({ countryId }) => countryById.get(countryId ?? 0) ?? null,
    }),
    shippingCountry: t.field({
      type: Country,
      description: documentationOf('Client', 'shippingCountryId'),
      select: { shippingCountryId: true },
      resolve: ({ shippingCountryId }) => countryById.get(shippingCountryId ?? 0) ?? null,
    }),
    currency: t.field({
      type: Currency,
      description: documentationOf('Client', 'currencyId'),
      select: { currencyId: true },
      resolve: ({ currencyId }) => currencyById.get(currencyId ?? 0) ?? null,
    }),
    language: t.field({
      type: Language,
      description: "Language in the client's settings; null if they have none.",
      select: { settings: true },
      resolve: ({ settings }) => settingsLanguage(settings),
    }),
    industry: t.field({
      type: Industry,
      description: documentationOf('Client', 'industryId'),
      select: { industryId: true },
      resolve: ({ industryId }) => industryById.get(industryId ?? 0) ?? null,
    }),
    size: t.field({
      type: Size,
      description: documentationOf('Client', 'sizeId'),
      select: { sizeId: true },
      resolve: ({ sizeId }) => sizeById.get(sizeId ?? 0) ?? null,
    }),
    contacts: t.relation('contacts', {
      type: Contact,
      description: 'Contacts, the primary one first, then in the order of creation.',
      nullable: false,
      ...fieldSource({ list: 'Contact' }),
      query: ownedQuery('Contact'),
    }),
    gatewayTokens: t.relation('gatewayTokens', {
      type: GatewayToken,
      description: 'Gateway tokens that are not deleted, the default one first.',
      nullable: false,
      ...fieldSource({ list: 'GatewayToken' }),
      query: ownedQuery('GatewayToken'),
    }),
    documents: t.field({
      type: DocumentConnection,
      description: 'Documents, in the order of upload.',
      nullable: false,
      args: pageArguments(t),
      select: { id: true },
      ...fieldSource({ list: 'Document' }),
      resolve: resolveOwnedPage('Document'),
    }),
    ledger: t.field({
      type: LedgerEntryConnection,
      description: 'Ledger entries, newest first.',
      nullable: false,
      args: pageArguments(t),
      select: { id: true },
      ...fieldSource({ list: 'LedgerEntry' }),
      resolve: resolveOwnedPage('LedgerEntry'),
    }),
  }),
});
