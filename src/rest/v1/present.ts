import type { ViewerContext } from '../../domain/core/context.ts';
import type { Field, Kind } from '../../domain/core/kinds.ts';
import { randomKey } from '../../domain/core/random.ts';
import { clientFields, fieldsOf, gatewayTokenFields } from '../../domain/records/fields.ts';
import { v1DisplayNameOf } from '../../domain/v1-rules/display-name.ts';
import { ENTITY } from '../../domain/v1-rules/settings.ts';
import type { FullClient } from '../../projection/full-clients.ts';
import type { RecordRow } from '../../projection/record-rows.ts';
import type { V1Record } from '../http/route.ts';
import { type Presenting, present } from './records.ts';

/** A client as v1 shows it, with everything that belongs to it. */
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

/** A document as v1 shows it: its user is the creator of its client. */
export const presentDocument = (
  { clientUserId, ...row }: RecordRow,
  presenting: Presenting,
): V1Record => present('document', { ...row, userId: clientUserId }, presenting);

/** A gateway token as v1 shows it. */
export const presentToken = (row: RecordRow, presenting: Presenting): V1Record =>
  present('gatewayToken', row, presenting);

/** What stands for nothing in a field that is never null. */
const blanks: Partial<Record<Kind, unknown>> = { boolean: false, money: '0', integer: 0, json: {} };

/** A row with nothing in it. */
const blankRow = (table: Readonly<Record<string, Field>>): RecordRow => ({
  ...Object.fromEntries(fieldsOf(table).map(([name, { kind }]) => [name, blanks[kind] ?? null])),
  id: 0,
});

/** A client of which only the ids and numbers by which people choose one are told, and what it is called: its parts are empty. */
export function outlineClient(whole: FullClient): FullClient {
  const { id, name, number, idNumber, v1DisplayName } = whole.client;
  const client = { ...blankRow(clientFields), id, name, number, idNumber, v1DisplayName };
  return { client, contacts: [], documents: [], gatewayTokens: [] };
}

/** A gateway token to begin with, as v1 shows it before anything is stored. */
export const blankToken = (presenting: Presenting): V1Record => ({
  ...presentToken(blankRow(gatewayTokenFields), presenting),
  id: '',
});

/** A client to begin with, as v1 shows it before anything is stored. */
export function blankClient(context: ViewerContext): V1Record {
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

/** What tells two states of a client apart: its version, which grows with every change of it or its parts. */
export const clientTag = (version: number): string => `"${version}"`;
