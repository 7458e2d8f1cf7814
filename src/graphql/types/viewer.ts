import type { GraphQLResolveInfo } from 'graphql';
import { documentationOf } from '../../db/documentation.ts';
import type { User as UserRow } from '../../db/generated/client.ts';
import { requireViewer } from '../../domain/core/context.ts';
import type { Viewer as ViewerRow } from '../../domain/core/viewer.ts';
import { countryById, currencyById, languageById } from '../../domain/reference/reference.ts';
import { builder, type GraphQLContext } from '../kit/builder.ts';
import { prismaSelection } from '../kit/prisma-selection.ts';
import { Country, Currency, Language } from './reference.ts';

const UserRole = builder.enumType('UserRole', {
  description: 'Role of a user.',
  values: {
    OWNER: { value: 'owner', description: 'May do everything.' },
    ADMIN: { value: 'admin', description: 'May do everything, as an owner.' },
    MEMBER: { value: 'member', description: 'May not purge, merge or write gateway tokens.' },
  },
});

const Company = builder.prismaObject('Company', {
  description: 'A company: the owner of a book of clients.',
  fields: (t) => ({
    id: t.id({
      description: 'Id without prefix, as in the REST API.',
      select: { id: true },
      nullable: false,
      resolve: ({ id }, _args, { ids }) => ids.encode(id),
    }),
    name: t.exposeString('name', { nullable: false }),
    settings: t.field({
      type: 'JSON',
      description: documentationOf('Company', 'settings'),
      nullable: false,
      select: { settings: true },
      resolve: ({ settings }) => settings,
    }),
    currency: t.field({
      type: Currency,
      description: 'Default currency of clients; null if none is set.',
      select: { settings: true },
      resolve: ({ settings }) => currencyById.get(setting(settings, 'currency_id')) ?? null,
    }),
    country: t.field({
      type: Country,
      description: 'Default country of clients; null if none is set.',
      select: { settings: true },
      resolve: ({ settings }) => countryById.get(setting(settings, 'country_id')) ?? null,
    }),
    language: t.field({
      type: Language,
      description: 'Default language of clients; null if none is set.',
      select: { settings: true },
      resolve: ({ settings }) => languageById.get(setting(settings, 'language_id')) ?? null,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', nullable: false }),
  }),
});

const setting = (settings: unknown, key: string) =>
  Number((settings as Record<string, unknown>)[key]);

/** A user. */
export const User = builder.prismaObject('User', {
  description: 'A user of the company.',
  fields: (t) => ({
    id: t.id({
      description: 'Id without prefix, as in the REST API.',
      select: { id: true },
      nullable: false,
      resolve: ({ id }, _args, { ids }) => ids.encode(id),
    }),
    name: t.exposeString('name', { nullable: false }),
    email: t.exposeString('email'),
    role: t.field({
      type: UserRole,
      description: documentationOf('User', 'role'),
      nullable: false,
      select: { role: true },
      resolve: ({ role }) => role as ViewerRow['role'],
    }),
  }),
});

/** Reads users by id with exactly the selected fields, in the order of the ids; null for each that is gone. */
export async function resolveUsers(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  ids: readonly number[],
): Promise<(UserRow | null)[]> {
  const { companyId } = requireViewer(context).viewer;
  const selection = prismaSelection({ context, info, typeName: 'User' });
  const rows: UserRow[] = await context.db.prisma.user.findMany({
    ...selection,
    where: { companyId, id: { in: [...ids] } },
  });
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
}

const Viewer = builder.objectRef<ViewerRow>('Viewer').implement({
  description: 'Owner of the token.',
  fields: (t) => ({
    company: t.prismaField({
      type: Company,
      description: 'Company of the token.',
      nullable: false,
      resolve: (query, { companyId }, _args, { db }) =>
        db.prisma.company.findUniqueOrThrow({ ...query, where: { id: companyId } }),
    }),
    user: t.prismaField({
      type: User,
      description: 'User of the token.',
      nullable: false,
      resolve: (query, { companyId, userId }, _args, { db }) =>
        db.prisma.user.findUniqueOrThrow({
          ...query,
          where: { companyId_id: { companyId, id: userId } },
        }),
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: Viewer,
    description: 'Returns the user and the company of the token.',
    nullable: false,
    resolve: (_root, _args, context) => requireViewer(context).viewer,
  }),
);
