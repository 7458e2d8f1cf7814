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
import { fieldReader, type ReadValues, type V1Object, V1Reader } from './reader.ts';
import { isJsonObject, shownValue } from './values.ts';

/** Fields that v1 records do not have, or that are derived from others, by table. */
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
  // Measured from the bytes.
  document: new Set(['mimeType', 'sha256'] as const),
  gatewayToken: new Set(['routingNumber'] as const),
};

type LeftOut = { [Table in keyof typeof leftOut]: SetMember<(typeof leftOut)[Table]> };
type SetMember<S> = S extends ReadonlySet<infer Member> ? Member : never;

/** The ids of an owned record. */
interface OwnedIds {
  readonly id: number;
  readonly clientId: number;
}

/** A contact to be stored. */
export type ContactRow = OwnedIds & ReadValues<typeof contactFields, LeftOut['contact']>;
/** A document to be stored. */
export type DocumentRow = OwnedIds & ReadValues<typeof documentFields, LeftOut['document']>;
/** A gateway token to be stored. */
export type GatewayTokenRow = OwnedIds &
  ReadValues<typeof gatewayTokenFields, LeftOut['gatewayToken']>;
/** A client to be stored. Its search texts are not folded yet. */
export type ClientRow = ReadValues<typeof clientFields, LeftOut['client']> &
  SearchTexts & {
    readonly id: number;
    readonly displayName: string;
  };

/** A valid client of a file, with its rows as they are stored. */
export interface ImportedClient {
  readonly client: ClientRow;
  /** The contacts in v1's order; the first is the primary contact. */
  readonly contacts: readonly ContactRow[];
  readonly documents: readonly DocumentRow[];
  readonly gatewayTokens: readonly GatewayTokenRow[];
}

const readClientFields = fieldReader(clientFields, leftOut.client);
const readContactFields = fieldReader(contactFields, leftOut.contact);
const readDocumentFields = fieldReader(documentFields, leftOut.document);
const readGatewayTokenFields = fieldReader(gatewayTokenFields, leftOut.gatewayToken);

/** Keys that every v1 record of a client has. */
const CLIENT_KEYS = ['id', 'number', 'client_hash', 'created_at'] as const;

/** Describes an object that is no client. v1's errors have a message. */
const describeOther = ({ message }: V1Object): string =>
  typeof message === 'string'
    ? `it says ${shownValue(message)}.`
    : `it has none of ${CLIENT_KEYS.map((key) => `"${key}"`).join(', ')}.`;

/**
 * Reads a client record in v1's form.
 * @param text JSON of an object in `data` of `GET /api/v1/clients`
 * @returns the client, or the problems of the record as whole sentences
 */
export function readV1Client(
  ids: IdCodec,
  text: string,
): { client: ImportedClient } | { problems: string[] } {
  const record = parseObject(text);
  if (!record) return { problems: ['The record is not a JSON object.'] };
  if (CLIENT_KEYS.every((key) => record[key] === undefined)) {
    return { problems: [`The record is not that of a client: ${describeOther(record)}`] };
  }
  const reader = new V1Reader(ids);
  const client = readClient(reader, record);
  return reader.problems.length === 0 ? { client } : { problems: reader.problems };
}

function parseObject(text: string): V1Object | null {
  try {
    const record = parseExactly(text);
    return isJsonObject(record) ? record : null;
  } catch {
    return null;
  }
}

function readClient(reader: V1Reader, record: V1Object): ImportedClient {
  const id = reader.id(record);
  const fields = readClientFields(reader, record);
  if (fields.number === '') reader.refuse('number', 'is missing');
  if (fields.userId === 0) reader.refuse('user_id', 'names no user');
  const contacts = restoreMissingEmails(record, fields, readContactRows(reader, record, id));
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

function readContactRows(reader: V1Reader, record: V1Object, clientId: number): ContactRow[] {
  const contacts = reader.objects(record, 'contacts').map((contact, index) => {
    const path = `contacts.${index}.`;
    const values = readContactFields(reader, contact, path);
    if (values.contactKey === '') reader.refuse(`${path}contact_key`, 'is missing');
    const email = checkEmail(reader, contact.email, { value: values.email, path });
    return { id: reader.id(contact, path), clientId, ...values, email };
  });
  const primaryFirst = [
    ...contacts.filter(({ isPrimary }) => isPrimary),
    ...contacts.filter(({ isPrimary }) => !isPrimary),
  ];
  // A merge in v1 may leave several primary contacts.
  return primaryFirst.map((contact, index) => ({ ...contact, isPrimary: index === 0 }));
}

/** Returns an address: empty where v1 has an empty or blank one, null where the record has none. */
function checkEmail(
  reader: V1Reader,
  given: unknown,
  { value, path }: { readonly value: string | null; readonly path: string },
): string | null {
  if (typeof given === 'string' && normalText(given) === '') return '';
  if (value !== null && !EMAIL.test(value)) {
    reader.refuse(`${path}email`, `is not an e-mail address: "${value}"`);
  }
  return value;
}

/**
 * Restores e-mail addresses that are null in v1, which shows them as empty. The client's display name distinguishes the
 * two: v1 skips contacts with a null address when it derives the name.
 */
function restoreMissingEmails(
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
