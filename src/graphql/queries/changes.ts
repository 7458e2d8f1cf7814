import type { User as UserRow } from '../../db/generated/client.ts';
import { type Change, changeKinds } from '../../domain/changes/change-rows.ts';

import {
  type FeedArguments,
  type FeedPage,
  latestCursor,
  MAX_FEED_CLIENTS,
  readFeed,
} from '../../domain/changes/feed.ts';
import { followChanges } from '../../domain/changes/follow.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../domain/page/page.ts';
import { builder, type FieldBuilder, type GraphQLContext } from '../kit/builder.ts';
import { describedEnum } from '../kit/kinds.ts';
import { fieldPath } from '../kit/selection.ts';
import { Client } from '../types/client.ts';
import { resolveUsers, User } from '../types/viewer.ts';
import { resolveClients } from './client-query.ts';

const ClientChangeKind = describedEnum(
  'ClientChangeKind',
  'What happened to a client.',
  changeKinds,
);

const ClientChange = builder.objectRef<Change>('ClientChange').implement({
  description:
    'One change of a client. It stays when the client is gone, and says nothing of it but which fields changed.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description:
        "Where the change stands in the company's sequence, which has no gaps. Go on after this.",
      nullable: false,
    }),
    kind: t.expose('kind', {
      type: ClientChangeKind,
      description: 'What happened.',
      nullable: false,
    }),
    clientId: t.id({
      description: 'The id of the client, which may be gone.',
      nullable: false,
      resolve: ({ clientId }, _args, { ids }) => ids.encode(clientId),
    }),
    version: t.exposeInt('version', {
      description: 'Version of the client after the change.',
      nullable: false,
    }),
    fields: t.stringList({
      description: 'Names of the fields and parts that changed.',
      nullable: { list: false, items: false },
      resolve: ({ fields }) => [...fields],
    }),
    mergedInto: t.id({
      description: 'The id of the client that a merged one became part of; null for other changes.',
      resolve: ({ mergedInto }, _args, { ids }) =>
        mergedInto === null ? null : ids.encode(mergedInto),
    }),
    at: t.expose('at', {
      type: 'DateTime',
      description: 'When the change was made.',
      nullable: false,
    }),
    actor: t.field({
      type: User,
      description: 'Who made the change; null when it was nobody who is still there.',
      resolve: ({ userId }, _args, context, info) =>
        userId === null
          ? null
          : context.loader.load<number, UserRow | null>(fieldPath(info), userId, (ids) =>
              resolveUsers(context, info, ids),
            ),
    }),
    client: t.field({
      type: Client,
      description: 'The client as it is now; null when it was purged or merged.',
      resolve: ({ clientId }, _args, context, info) =>
        context.loader.load(fieldPath(info), clientId, async (ids) => {
          const found = await resolveClients(context, info, ids);
          return ids.map((id) => (found.get(id)?.id === id ? found.get(id) : null));
        }),
    }),
  }),
});

const ClientChangePage = builder.objectRef<FeedPage>('ClientChangePage').implement({
  description: 'Changes in the order in which they were made.',
  fields: (t) => ({
    nodes: t.field({
      type: [ClientChange],
      description: 'The changes, oldest first.',
      nullable: false,
      resolve: ({ changes }) => [...changes],
    }),
    endCursor: t.exposeString('endCursor', {
      description: 'Where to go on: after the last change, or where the page began if it is empty.',
      nullable: false,
    }),
    hasNextPage: t.exposeBoolean('hasNextPage', {
      description: 'Whether there are more changes by now.',
      nullable: false,
    }),
    latestCursor: t.string({
      description:
        'Where the newest change of the company stands. Read this, then the clients; follow the changes after it, and you miss none.',
      nullable: false,
      resolve: (_page, _args, context) =>
        latestCursor(context.db, requireViewer(context).viewer.companyId),
    }),
  }),
});

const followArguments = ({ arg }: FieldBuilder, withoutAfter: string) => ({
  after: arg.string({
    description: `The cursor of the last change that you know of, or \`0\`; without it ${withoutAfter}.`,
  }),
  ids: arg.idList({
    description: `Only changes of these clients, at most ${MAX_FEED_CLIENTS}, by their ids in either form.`,
  }),
});

builder.queryField('clientChanges', (t) =>
  t.field({
    type: ClientChangePage,
    description:
      'The changes of the clients of the company, oldest first; those of clients that are gone, too.',
    nullable: false,
    args: {
      ...followArguments(t, 'the page begins with the first change ever'),
      first: t.arg.int({
        description: `How many changes: 0 to ${MAX_PAGE_SIZE}; ${DEFAULT_PAGE_SIZE} unless said otherwise.`,
      }),
    },
    resolve: (_root, args, context) => readFeed(requireViewer(context), args),
  }),
);

builder.subscriptionField('clientChanges', (t) =>
  t.field({
    type: ClientChange,
    description:
      'Each change of a client of the company as it is made, in order, none twice and none left out. Go on after the last cursor when a stream breaks.',
    nullable: false,
    args: followArguments(t, 'the stream begins with the next change'),
    subscribe: (_root, args, context) => delivered(context, args),
    resolve: (change) => change,
  }),
);

/** The changes of a stream; the subscriber is told where each of them stands. */
async function delivered(
  context: GraphQLContext,
  args: FeedArguments,
): Promise<AsyncGenerator<Change>> {
  const { subscriber } = context;
  const changes = await followChanges(requireViewer(context), args, subscriber.gone);
  return (async function* noted() {
    for await (const change of changes) {
      subscriber.cursor = change.cursor;
      yield change;
    }
  })();
}
