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
import { resolveClients } from '../types/client-loading.ts';
import { resolveUsers, User } from '../types/viewer.ts';

const ClientChangeKind = describedEnum('ClientChangeKind', 'Type of a change.', changeKinds);

const ClientChange = builder.objectRef<Change>('ClientChange').implement({
  description:
    'One change of a client. It has the names of the changed fields but no values, and remains after a purge.',
  fields: (t) => ({
    cursor: t.exposeString('cursor', {
      description:
        "Position in the company's sequence of changes, which has no gaps. Pass it as `after` to continue.",
      nullable: false,
    }),
    kind: t.expose('kind', {
      type: ClientChangeKind,
      description: 'Type of the change.',
      nullable: false,
    }),
    clientId: t.id({
      description: 'Id of the client, which may be purged or merged since.',
      nullable: false,
      resolve: ({ clientId }, _args, { ids }) => ids.encode(clientId),
    }),
    version: t.exposeInt('version', {
      description: 'Version of the client after the change.',
      nullable: false,
    }),
    fields: t.stringList({
      description: 'Names of the changed fields and lists.',
      nullable: { list: false, items: false },
      resolve: ({ fields }) => [...fields],
    }),
    mergedInto: t.id({
      description: 'Id of the survivor of a merge; null for other changes.',
      resolve: ({ mergedInto }, _args, { ids }) =>
        mergedInto === null ? null : ids.encode(mergedInto),
    }),
    at: t.expose('at', {
      type: 'DateTime',
      description: 'Time of the change.',
      nullable: false,
    }),
    actor: t.field({
      type: User,
      description: 'User who made the change; null if there is no such user any more.',
      resolve: ({ userId }, _args, context, info) =>
        userId === null
          ? null
          : context.loader.load<number, UserRow | null>(fieldPath(info), userId, (ids) =>
              resolveUsers(context, info, ids),
            ),
    }),
    client: t.field({
      type: Client,
      description: 'Client now; null if purged or merged.',
      resolve: ({ clientId }, _args, context, info) =>
        context.loader.load(fieldPath(info), clientId, async (ids) => {
          const found = await resolveClients(context, info, ids);
          return ids.map((id) => (found.get(id)?.id === id ? found.get(id) : null));
        }),
    }),
  }),
});

const ClientChangePage = builder.objectRef<FeedPage>('ClientChangePage').implement({
  description: 'A page of changes, in the order in which they were made.',
  fields: (t) => ({
    nodes: t.field({
      type: [ClientChange],
      description: 'Changes, oldest first.',
      nullable: false,
      resolve: ({ changes }) => [...changes],
    }),
    endCursor: t.exposeString('endCursor', {
      description:
        'Cursor of the last change, or `after` if the page is empty. Pass it as `after` for the next page.',
      nullable: false,
    }),
    hasNextPage: t.exposeBoolean('hasNextPage', {
      description: 'True if there are more changes.',
      nullable: false,
    }),
    latestCursor: t.string({
      description:
        "Cursor of the company's newest change. To miss no change, read this first, then the clients, then the changes after it.",
      nullable: false,
      resolve: (_page, _args, context) =>
        latestCursor(context.db, requireViewer(context).viewer.companyId),
    }),
  }),
});

const followArguments = ({ arg }: FieldBuilder, withoutAfter: string) => ({
  after: arg.string({
    description: `Cursor of the last change that you have read, or \`0\`. Default: ${withoutAfter}.`,
  }),
  ids: arg.idList({
    description: `Ids of up to ${MAX_FEED_CLIENTS} clients, with or without the prefix \`client_\`, to get their changes only.`,
  }),
});

builder.queryField('clientChanges', (t) =>
  t.field({
    type: ClientChangePage,
    description:
      "Lists the changes of the company's clients, oldest first, with those of purged and merged clients.",
    nullable: false,
    args: {
      ...followArguments(t, 'the page starts with the first change'),
      first: t.arg.int({
        description: `Maximum of changes: 0 to ${MAX_PAGE_SIZE}. Default: ${DEFAULT_PAGE_SIZE}.`,
      }),
    },
    resolve: (_root, args, context) => readFeed(requireViewer(context), args),
  }),
);

builder.subscriptionField('clientChanges', (t) =>
  t.field({
    type: ClientChange,
    description:
      "Streams each change of the company's clients, in order, exactly once. After a broken stream, subscribe again with the last cursor as `after`.",
    nullable: false,
    args: followArguments(t, 'the stream starts with the next change'),
    subscribe: (_root, args, context) => delivered(context, args),
    resolve: (change) => change,
  }),
);

/** Streams changes, and sets the subscriber's cursor to each. */
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
