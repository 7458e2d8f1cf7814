import { type SearchTexts, searchTexts, searchTextsOf } from '../../clients/search-texts.ts';
import { EMAIL } from '../../clients/upsert/validate/contacts.ts';
import type { IdCodec } from '../../core/ids.ts';
import { fileName } from '../../documents/file-name.ts';
import { NAME_PART } from '../../documents/store/store.ts';
import {
  clientFields,
  contactFields,
  documentFields,
  gatewayTokenFields,
  orderColumns,
} from '../../records/fields.ts';
import { normalText } from '../../text/text.ts';
import { displayNameOf, v1DisplayNameOf } from '../../v1-rules/display-name.ts';
import { parseExactly } from '../json/exact-json.ts';
import { fieldReader, type V1Object, V1Reader, type Values } from './reader.ts';
import { isObject, shown } from './values.ts';

/** Fields that v1 records do not have, or whose values follow from others, by the table that has them. */
export const leftOut = {
  client: new Set([
    'currencyId',
    'displayName',
    'version',
    ...Object.values(orderColumns),
    ...searchTexts,
  ] as const),
  // v1 shows stars for a password, and no removed contacts.
  contact: new Set(['passwordHash', 'removedAt'] as const),
  // What follows from the bytes.
  document: new Set(['mimeType', 'sha256'] as const),
  gatewayToken: new Set(['routingNumber'] as const),
};

type LeftOut = { [Table in keyof typeof leftOut]: SetMember<(typeof leftOut)[Table]> };
type SetMember<S> = S extends ReadonlySet<infer Member> ? Member : never;

/** What every part of a client has besides its fields. */
interface Identity {
  readonly id: number;
  readonly clientId: number;
}

export type ContactRow = Identity & Values<typeof contactFields, LeftOut['contact']>;
export type DocumentRow = Identity & Values<typeof documentFields, LeftOut['document']>;
export type GatewayTokenRow = Identity & Values<typeof gatewayTokenFields, LeftOut['gatewayToken']>;
/** The texts are as `searchTextsOf` gives them: not folded yet. */
export type ClientRow = Values<typeof clientFields, LeftOut['client']> &
  SearchTexts & {
    readonly id: number;
    readonly displayName: string;
  };

/** A client of a file, checked, each of its rows in the form in which it is stored. */
export interface ImportedClient {
  readonly client: ClientRow;
  /** Its contacts in v1's order; the first is the primary one. */
  readonly contacts: readonly ContactRow[];
  readonly documents: readonly DocumentRow[];
  readonly gatewayTokens: readonly GatewayTokenRow[];
}

const readClientFields = fieldReader(clientFields, leftOut.client);
const readContactFields = fieldReader(contactFields, leftOut.contact);
const readDocumentFields = fieldReader(documentFields, leftOut.document);
const readGatewayTokenFields = fieldReader(gatewayTokenFields, leftOut.gatewayToken);

/** Keys that every record of a client has. */
const OF_EVERY_CLIENT = ['id', 'number', 'client_hash', 'created_at'] as const;

/** What an object is that is no client: v1 tells of errors by a message. */
const told = ({ message }: V1Object): string =>
  typeof message === 'string'
    ? `it says ${shown(message)}.`
    : `it has none of ${OF_EVERY_CLIENT.map((key) => `"${key}"`).join(', ')}.`;

/**
 * Reads one client record in v1's form.
 * @param text JSON of an object as `GET /api/v1/clients` has it in `data`
 * @returns the client, or what is wrong with the record as whole sentences
 */
export function readV1Client(
  ids: IdCodec,
  text: string,
): { client: ImportedClient } | { problems: string[] } {
  const record = parse(text);
  if (!record) return { problems: ['The record is not a JSON object.'] };
  if (OF_EVERY_CLIENT.every((key) => record[key] === undefined)) {
    return { problems: [`The record is not that of a client: ${told(record)}`] };
  }
  const reader = new V1Reader(ids);
  const client = readRecord(reader, record);
  return reader.problems.length === 0 ? { client } : { problems: reader.problems };
}

function parse(text: string): V1Object | null {
  try {
    const record = parseExactly(text);
    return isObject(record) ? record : null;
  } catch {
    return null;
  }
}

function readRecord(reader: V1Reader, record: V1Object): ImportedClient {
  const id = reader.id(record);
  const fields = readClientFields(reader, record);
  if (fields.number === '') reader.refuse('number', 'is missing');
  if (fields.userId === 0) reader.refuse('user_id', 'names no user');
  const contacts = tellMissingAddresses(record, fields, readContacts(reader, record, id));
  return {
    client: {
      id,
      ...fields,
      displayName: displayNameOf(fields, contacts),
      ...searchTextsOf(fields, contacts),
    },
    contacts,
    documents: readDocuments(reader, record, id),
    gatewayTokens: readGatewayTokens(reader, record, id),
  };
}

function readContacts(reader: V1Reader, record: V1Object, clientId: number): ContactRow[] {
  const contacts = reader.objects(record, 'contacts').map((contact, index) => {
    const path = `contacts.${index}.`;
    const values = readContactFields(reader, contact, path);
    if (values.contactKey === '') reader.refuse(`${path}contact_key`, 'is missing');
    const email = readEmail(reader, contact.email, values.email, path);
    return { id: reader.id(contact, path), clientId, ...values, email };
  });
  const primaryFirst = [
    ...contacts.filter(({ isPrimary }) => isPrimary),
    ...contacts.filter(({ isPrimary }) => !isPrimary),
  ];
  // A merge in v1 may leave several primary contacts.
  return primaryFirst.map((contact, index) => ({ ...contact, isPrimary: index === 0 }));
}

/** An address; empty where v1 has an empty or blank one, null where the record has none. */
function readEmail(
  reader: V1Reader,
  given: unknown,
  read: string | null,
  path: string,
): string | null {
  if (typeof given === 'string' && normalText(given) === '') return '';
  if (read !== null && !EMAIL.test(read))
    reader.refuse(`${path}email`, `is not an e-mail address: "${read}"`);
  return read;
}

/**
 * v1 shows a missing address as an empty one, and yet passes such a contact over when it looks for a name to show:
 * the client's display name tells the two apart.
 */
function tellMissingAddresses(
  record: V1Object,
  fields: { readonly name: string | null },
  contacts: readonly ContactRow[],
): readonly ContactRow[] {
  const shown = normalText(String(record.display_name ?? ''));
  const isShown = (as: readonly ContactRow[]) => normalText(v1DisplayNameOf(fields, as)) === shown;
  if (isShown(contacts)) return contacts;
  const missing = contacts.map((contact) => ({ ...contact, email: contact.email || null }));
  return isShown(missing) ? missing : contacts;
}

function readDocuments(reader: V1Reader, record: V1Object, clientId: number): DocumentRow[] {
  return reader.objects(record, 'documents').map((document, index) => {
    const path = `documents.${index}.`;
    // Records from before v1 knew several stores do not name one.
    const values = readDocumentFields(reader, { disk: 'public', ...document }, path);
    if (values.hash !== null && !NAME_PART.test(values.hash)) {
      reader.refuse(`${path}hash`, 'is not the name of a file');
    }
    return { id: reader.id(document, path), clientId, ...values, name: fileName(values.name) };
  });
}

function readGatewayTokens(
  reader: V1Reader,
  record: V1Object,
  clientId: number,
): GatewayTokenRow[] {
  return reader.objects(record, 'gateway_tokens').map((token, index) => {
    const path = `gateway_tokens.${index}.`;
    const values = readGatewayTokenFields(reader, token, path);
    return { id: reader.id(token, path), clientId, ...values };
  });
}
