import { documentationOf } from '../../db/documentation.ts';
import { contactsModes, type UpsertInput, upsertModes } from '../../domain/clients/upsert/input.ts';
import { clientFields, contactFields } from '../../domain/records/fields.ts';
import { builder } from '../kit/builder.ts';
import { describedEnum, inputFields } from '../kit/kinds.ts';
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

const ContactInput = builder.inputType('ContactInput', {
  description: 'A contact to create or change. Absent fields stay as they are, null clears them.',
  fields: (t) => ({
    id: t.id({
      description: 'Id of the contact to change, with or without the prefix `contact_`.',
    }),
    contactKey: t.string({ description: 'Key of the contact to change.' }),
    ...inputFields(t, 'Contact', contactFields),
    password: t.string({
      description:
        'New portal password: at least 7 characters, with a lower-case letter, an upper-case letter and a digit. Stars, blank and null keep the old one.',
    }),
  }),
});

/** Input of an upsert. */
export const UpsertClientInput = builder.inputType('UpsertClientInput', {
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
    ...inputFields(t, 'Client', clientFields),
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

/** Separates the values of an input from the options of the upsert. */
export function toUpsertInput(input: typeof UpsertClientInput.$inferInput): UpsertInput {
  const { match, mode, contactsMode, expectedVersion, contacts, ...values } = input;
  return { match, mode, contactsMode, expectedVersion, contacts, values } as UpsertInput;
}
