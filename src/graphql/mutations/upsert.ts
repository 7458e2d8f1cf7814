import { documentationOf } from '../../db/documentation.ts';
import type { UpsertItem, UpsertResult } from '../../domain/clients/upsert/batches.ts';
import { contactsModes, type UpsertInput, upsertModes } from '../../domain/clients/upsert/input.ts';
import { MAX_INPUTS, upsertClient, upsertClients } from '../../domain/clients/upsert/upsert.ts';
import { clientFields, contactFields } from '../../domain/records/fields.ts';
import { FieldChange, policyArgument } from '../kit/batch-types.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum, inputFields } from '../kit/kinds.ts';
import { clientField, mutate, type Outcome, payloadType, writeArguments } from '../kit/mutation.ts';
import { toUserErrors, UserError } from '../kit/user-errors.ts';
import { ClientIdentifierInput } from '../queries/client-query.ts';

const UpsertMode = describedEnum('UpsertMode', 'What an upsert may do.', upsertModes);

const ContactsMode = describedEnum(
  'ContactsMode',
  'What a list of contacts in an input stands for.',
  contactsModes,
);

const UpsertOutcome = describedEnum('UpsertOutcome', 'What became of an input.', {
  CREATED: 'A client was created.',
  UPDATED: 'A client was changed.',
  UNCHANGED: 'The client was so already; nothing was written.',
});

const ContactInput = builder.inputType('ContactInput', {
  description: 'A contact to create or to change. Absent fields are left alone, null clears them.',
  fields: (t) => ({
    id: t.id({ description: 'The id of the contact to change, in either form.' }),
    contactKey: t.string({ description: 'The key of the contact to change.' }),
    ...(inputFields(t, 'Contact', contactFields) as Record<string, never>),
    password: t.string({
      description:
        'A new portal password: 7 characters or more, with a lower-case letter, an upper-case letter and a digit. Stars, blank and null leave it alone.',
    }),
  }),
});

const UpsertClientInput = builder.inputType('UpsertClientInput', {
  description: 'A client to create or to change. Absent fields are left alone, null clears them.',
  fields: (t) => ({
    match: t.field({
      type: ClientIdentifierInput,
      description: 'What names the client to change; absent to create one.',
    }),
    mode: t.field({ type: UpsertMode, defaultValue: 'UPSERT', description: 'What may happen.' }),
    contactsMode: t.field({
      type: ContactsMode,
      defaultValue: 'MERGE',
      description: 'What the list of contacts stands for.',
    }),
    expectedVersion: t.int({
      description: 'The version of the client that you have seen; another one is a conflict.',
    }),
    ...(inputFields(t, 'Client', clientFields) as Record<string, never>),
    currencyId: t.id({ description: documentationOf('Client', 'currencyId') }),
    languageId: t.id({ description: 'Language of the client, by number; one of its settings.' }),
    contacts: t.field({
      type: [ContactInput],
      description: 'The contacts; absent to leave them alone.',
    }),
  }),
});

/** A contact that a write took away from its client. */
export const RemovedContact = builder
  .objectRef<UpsertResult['removedContacts'][number]>('RemovedContact')
  .implement({
    description: 'A contact that a write took away from its client.',
    fields: (t) => ({
      id: t.id({
        description: 'The id that the contact had.',
        nullable: false,
        resolve: ({ id }, _args, { ids }) => ids.encode(id),
      }),
      firstName: t.exposeString('firstName', { description: 'Its first name.' }),
      lastName: t.exposeString('lastName', { description: 'Its last name.' }),
      email: t.exposeString('email', { description: 'Its e-mail address.' }),
    }),
  });

/** The fields that say what one upsert came to; null where it was refused. */
const upsertedFields = <Shape>(t: never, done: (shape: Shape) => UpsertResult | null) => {
  const fields = t as Parameters<Parameters<typeof builder.queryFields>[0]>[0];
  const resolve =
    <Key extends keyof UpsertResult>(key: Key) =>
    (shape: unknown) =>
      done(shape as Shape)?.[key] ?? null;
  return {
    client: clientField<Shape>(t, (shape) => done(shape)?.clientId ?? null),
    outcome: fields.field({
      type: UpsertOutcome,
      description: 'What happened; null when it was refused.',
      resolve: resolve('outcome'),
    }),
    diff: fields.field({
      type: [FieldChange],
      description: 'Every value that changed; null when it was refused.',
      resolve: resolve('diff') as never,
    }),
    removedContacts: fields.field({
      type: [RemovedContact],
      description: 'The contacts that were removed; null when it was refused.',
      resolve: resolve('removedContacts') as never,
    }),
  };
};

const UpsertClientPayload = payloadType<UpsertResult>(
  'UpsertClientPayload',
  'What an upsert came to.',
  (t) => upsertedFields<Outcome<UpsertResult>>(t as never, ({ result }) => result) as never,
);

const UpsertClientResult = builder.objectRef<UpsertItem>('UpsertClientResult').implement({
  description: 'What one of many upserts came to.',
  fields: (t) => ({
    ...(upsertedFields<UpsertItem>(t as never, (item) =>
      'done' in item ? item.done : null,
    ) as unknown as Record<string, never>),
    userErrors: t.field({
      type: [UserError],
      description: 'Why it was refused; empty when it was done.',
      nullable: false,
      resolve: (item) => ('errors' in item ? toUserErrors(item.errors) : []),
    }),
  }),
});

const UpsertClientsPayload = payloadType<UpsertItem[]>(
  'UpsertClientsPayload',
  'What many upserts came to.',
  (t) => ({
    results: t.field({
      type: [UpsertClientResult],
      description: 'What each input came to, in their order; null when the whole was refused.',
      resolve: ({ result }) => result,
    }),
  }),
);

/** The input of the domain from that of the schema: what says how to write, and the values. */
function domainInput(input: Record<string, unknown>): UpsertInput {
  const { match, mode, contactsMode, expectedVersion, contacts, ...values } = input;
  return { match, mode, contactsMode, expectedVersion, contacts, values } as UpsertInput;
}

builder.mutationFields((t) => ({
  upsertClient: t.field({
    type: UpsertClientPayload,
    description: 'Creates a client, or changes the one that matches.',
    nullable: false,
    args: {
      input: t.arg({ type: UpsertClientInput, required: true, description: 'The client.' }),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) =>
        upsertClient(viewing, domainInput(args.input), request),
      ),
  }),
  upsertClients: t.field({
    type: UpsertClientsPayload,
    description: `Creates or changes up to ${MAX_INPUTS} clients, in one transaction.`,
    nullable: false,
    args: {
      inputs: t.arg({ type: [UpsertClientInput], required: true, description: 'The clients.' }),
      ...policyArgument(t),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) => {
        const inputs = args.inputs.map((input) => domainInput(input as never));
        return upsertClients(viewing, inputs, args.policy ?? 'REJECT_ALL', request);
      }),
  }),
}));
