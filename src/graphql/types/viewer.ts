import { queryFromInfo } from '@pothos/plugin-prisma';
import type { GraphQLResolveInfo } from 'graphql';
import { documentationOf } from '../../db/documentation.ts';
import type { User as UserRow } from '../../db/generated/client.ts';
import { requireViewer } from '../../domain/core/context.ts';
import type { Viewer as ViewerRow } from '../../domain/core/viewer.ts';
import { countryById, currencyById, languageById } from '../../domain/reference/reference.ts';
import { builder, type GraphQLContext } from '../kit/builder.ts';
import { Country, Currency, Language } from './reference.ts';

const UserRole = builder.enumType('UserRole', {
  description: 'What a user may do.',
  values: {
    OWNER: { value: 'owner', description: 'Everything.' },
    ADMIN: { value: 'admin', description: 'Everything, too: purge, merge and gateway tokens.' },
    MEMBER: { value: 'member', description: 'Everything but what needs an admin.' },
  },
});

const Company = builder.prismaObject('Company', {
  description: 'A company: the owner of a client book.',
  fields: (t) => ({
    id: t.id({
      description: 'The id, the same as in the REST API.',
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
      description: 'The currency of clients that name no other.',
      select: { settings: true },
      resolve: ({ settings }) => currencyById.get(setting(settings, 'currency_id')) ?? null,
    }),
    country: t.field({
      type: Country,
      description: 'The country of clients that name no other.',
      select: { settings: true },
      resolve: ({ settings }) => countryById.get(setting(settings, 'country_id')) ?? null,
    }),
    language: t.field({
      type: Language,
      description: 'The language of clients that name no other.',
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
  description: 'A person of the company.',
  fields: (t) => ({
    id: t.id({
      description: 'The id, the same as in the REST API.',
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

/** Reads users by their numbers with exactly the fields that are selected, in their order; null for those that are gone. */
export async function resolveUsers(
  context: GraphQLContext,
  info: GraphQLResolveInfo,
  ids: readonly number[],
): Promise<(UserRow | null)[]> {
  const { companyId } = requireViewer(context).viewer;
  const query = queryFromInfo({ context, info, typeName: 'User', select: { id: true } } as never);
  const rows: UserRow[] = await context.db.prisma.user.findMany({
    ...(query as object),
    where: { companyId, id: { in: [...ids] } },
  });
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
}

const Viewer = builder.objectRef<ViewerRow>('Viewer').implement({
  description: 'Who is asking.',
  fields: (t) => ({
    company: t.prismaField({
      type: Company,
      description: "The token's company.",
      nullable: false,
      resolve: (query, { companyId }, _args, { db }) =>
        db.prisma.company.findUniqueOrThrow({ ...query, where: { id: companyId } }),
    }),
    user: t.prismaField({
      type: User,
      description: "The token's user.",
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
    description: 'Who is asking: the user and the company that the token belongs to.',
    nullable: false,
    resolve: (_root, _args, context) => requireViewer(context).viewer,
  }),
);
