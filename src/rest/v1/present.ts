import type { Field, Kind } from '../../domain/core/kinds.ts';
import { randomKey } from '../../domain/core/random.ts';
import { clientFields, fieldsOf, gatewayTokenFields } from '../../domain/records/fields.ts';
import type { ViewerRequest } from '../../domain/request-context.ts';
import { v1DisplayNameOf } from '../../domain/v1-rules/display-name.ts';
import { ENTITY } from '../../domain/v1-rules/settings.ts';
import type { FullClient } from '../../projection/full-clients.ts';
import type { RecordRow } from '../../projection/record-rows.ts';
import type { V1Record } from '../http/route.ts';
import { type Presenting, present } from './records.ts';

/** Returns a full client as a v1 record. */
export function presentClient(whole: FullClient, presenting: Presenting): V1Record {
  const { client, contacts, documents, gatewayTokens } = whole;
  return {
    ...present('client', client, presenting),
    contacts: contacts.map((row) => present('contact', row, presenting)),
    documents: documents.map((row) =>
      presentDocument({ ...row, clientUserId: client.userId }, presenting),
    ),
    gateway_tokens: gatewayTokens.map((row) => presentToken(row, presenting)),
  };
}

/** Returns a document as a v1 record. Its `user_id` is the creator of its client, as in v1. */
export const presentDocument = (
  { clientUserId, ...row }: RecordRow,
  presenting: Presenting,
): V1Record => present('document', { ...row, userId: clientUserId }, presenting);

/** Returns a gateway token as a v1 record. */
export const presentToken = (row: RecordRow, presenting: Presenting): V1Record =>
  present('gatewayToken', row, presenting);

/** Values of fields that are never null in a blank row, by kind. */
const blanks: Partial<Record<Kind, unknown>> = { boolean: false, money: '0', integer: 0, json: {} };

/** Returns a row with blank values. */
const blankRow = (table: Readonly<Record<string, Field>>): RecordRow => ({
  ...Object.fromEntries(fieldsOf(table).map(([name, { kind }]) => [name, blanks[kind] ?? null])),
  id: 0,
});

/** Returns a client with its id, numbers and names only, for `filter_details`: enough to choose one from a list. */
export function outlineClient(whole: FullClient): FullClient {
  const { id, name, number, idNumber, v1DisplayName } = whole.client;
  const client = { ...blankRow(clientFields), id, name, number, idNumber, v1DisplayName };
  return { client, contacts: [], documents: [], gatewayTokens: [] };
}

/** Returns the v1 record of a new gateway token, which is not stored. */
export const blankToken = (presenting: Presenting): V1Record => ({
  ...presentToken(blankRow(gatewayTokenFields), presenting),
  id: '',
});

/** Returns the v1 record of a new client, which is not stored. */
export function blankClient(context: ViewerRequest): V1Record {
  const client = {
    ...blankRow(clientFields),
    userId: context.viewer.userId,
    clientHash: randomKey(40),
    settings: ENTITY,
    v1DisplayName: v1DisplayNameOf({}, []),
  };
  const parts = { contacts: [], documents: [], gatewayTokens: [] };
  return { ...presentClient({ client, ...parts }, context), id: '' };
}

/** Returns the ETag of a client: its version, which every write to it or its owned records increases. */
export const clientTag = (version: number): string => `"${version}"`;
