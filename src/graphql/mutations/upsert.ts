import { documentationOf } from '../../db/documentation.ts';
import { contactsModes, type UpsertInput, upsertModes } from '../../domain/clients/upsert/input.ts';
import type { UpsertItem, UpsertResult } from '../../domain/clients/upsert/result.ts';
import { MAX_INPUTS, upsertClient, upsertClients } from '../../domain/clients/upsert/upsert.ts';
import { clientFields, contactFields } from '../../domain/records/fields.ts';
import { FieldChange, policyArgument } from '../kit/batch-types.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum, inputFields } from '../kit/kinds.ts';
import { clientField, mutate, type Outcome, payloadType, writeArguments } from '../kit/mutation.ts';
import { toUserErrors, UserError } from '../kit/user-errors.ts';
import { ClientIdentifierInput } from '../queries/client-query.ts';

const UpsertMode = describedEnum(
  'UpsertMode',
  'Operations that an upsert may perform.',
  upsertModes,
);

const ContactsMode = describedEnum(
  'ContactsMode',
  'Effect of the contacts of an input on those of the client.',
  contactsModes,
);

const UpsertOutcome = describedEnum('UpsertOutcome', 'Outcome of an upsert.', {
  CREATED: 'A client was created.',
  UPDATED: 'A client was changed.',
  UNCHANGED: 'Nothing needed to change, and nothing was written.',
});

const ContactInput = builder.inputType('ContactInput', {
  description: 'A contact to create or change. Absent fields stay as they are, null clears them.',
  fields: (t) => ({
    id: t.id({
      description: 'Id of the contact to change, with or without the prefix `contact_`.',
    }),
    contactKey: t.string({ description: 'Key of the contact to change.' }),
    ...(inputFields(t, 'Contact', contactFields) as Record<string, never>),
    password: t.string({
      description:
        'New portal password: at least 7 characters, with a lower-case letter, an upper-case letter and a digit. Stars, blank and null keep the old one.',
    }),
  }),
});

const UpsertClientInput = builder.inputType('UpsertClientInput', {
  description: 'A client to create or change. Absent fields stay as they are, null clears them.',
  fields: (t) => ({
    match: t.field({
      type: ClientIdentifierInput,
      description: 'Identifies the client to change. Absent to create one.',
    }),
    mode: t.field({
      type: UpsertMode,
      defaultValue: 'UPSERT',
      description: 'Operations that the upsert may perform.',
    }),
    contactsMode: t.field({
      type: ContactsMode,
      defaultValue: 'MERGE',
      description: 'Effect of `contacts` on the contacts of the client.',
    }),
    expectedVersion: t.int({
      description:
        'Version of the client that you have read. The mutation fails with `CONFLICT` if it has another one.',
    }),
    ...(inputFields(t, 'Client', clientFields) as Record<string, never>),
    currencyId: t.id({ description: documentationOf('Client', 'currencyId') }),
    languageId: t.id({
      description: "Language in the client's settings, from the fixed table of languages.",
    }),
    contacts: t.field({
      type: [ContactInput],
      description: 'Contacts to write. Absent to keep them as they are.',
    }),
  }),
});

/** A contact that a write removed from its client. */
export const RemovedContact = builder
  .objectRef<UpsertResult['removedContacts'][number]>('RemovedContact')
  .implement({
    description: 'A contact that a write removed from its client.',
    fields: (t) => ({
      id: t.id({
        description: 'Id of the removed contact.',
        nullable: false,
        resolve: ({ id }, _args, { ids }) => ids.encode(id),
      }),
      firstName: t.exposeString('firstName', { description: 'First name.' }),
      lastName: t.exposeString('lastName', { description: 'Last name.' }),
      email: t.exposeString('email', { description: 'E-mail address.' }),
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
      description: 'Outcome; null if refused.',
      resolve: resolve('outcome'),
    }),
    diff: fields.field({
      type: [FieldChange],
      description: 'Changed values; null if refused.',
      resolve: resolve('diff') as never,
    }),
    removedContacts: fields.field({
      type: [RemovedContact],
      description: 'Removed contacts; null if refused.',
      resolve: resolve('removedContacts') as never,
    }),
  };
};

const UpsertClientPayload = payloadType<UpsertResult>(
  'UpsertClientPayload',
  'Result of `upsertClient`.',
  (t) => upsertedFields<Outcome<UpsertResult>>(t as never, ({ result }) => result) as never,
);

const UpsertClientResult = builder.objectRef<UpsertItem>('UpsertClientResult').implement({
  description: 'Result for one input.',
  fields: (t) => ({
    ...(upsertedFields<UpsertItem>(t as never, (item) =>
      'done' in item ? item.done : null,
    ) as unknown as Record<string, never>),
    userErrors: t.field({
      type: [UserError],
      description: 'Refusals; empty on success.',
      nullable: false,
      resolve: (item) => ('errors' in item ? toUserErrors(item.errors) : []),
    }),
  }),
});

const UpsertClientsPayload = payloadType<UpsertItem[]>(
  'UpsertClientsPayload',
  'Result of `upsertClients`.',
  (t) => ({
    results: t.field({
      type: [UpsertClientResult],
      description: 'Result for each input, in their order; null if the mutation was refused.',
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
    description: 'Creates a client, or changes the one that `match` finds.',
    nullable: false,
    args: {
      input: t.arg({ type: UpsertClientInput, required: true, description: 'Client.' }),
      ...writeArguments(t),
    },
    resolve: (_root, args, context, info) =>
      mutate(context, info, args, (viewing, request) =>
        upsertClient(viewing, domainInput(args.input), request),
      ),
  }),
  upsertClients: t.field({
    type: UpsertClientsPayload,
    description: `Creates or changes up to ${MAX_INPUTS} clients in one transaction, in their order.`,
    nullable: false,
    args: {
      inputs: t.arg({
        type: [UpsertClientInput],
        required: true,
        description: 'Clients to create or change.',
      }),
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
