import { displayNameOf } from '../domain/client/derived.ts';
import { clientFields, fieldsOf } from '../domain/client/fields.ts';
import { ENTITY } from '../domain/client/upsert/settings.ts';
import type { WholeClient } from '../domain/client/whole.ts';
import type { ViewerContext } from '../domain/context.ts';
import type { Kind } from '../domain/kinds.ts';
import { randomKey } from '../domain/random.ts';
import { type Presenting, present } from './records.ts';
import type { V1Record } from './route.ts';

/** A client as v1 shows it, with everything that belongs to it. */
export function presentClient(whole: WholeClient, presenting: Presenting): V1Record {
  const { client, contacts, documents, gatewayTokens } = whole;
  return {
    ...present('client', client, presenting),
    contacts: contacts.map((row) => present('contact', row, presenting)),
    documents: documents.map((row) => present('document', row, presenting)),
    gateway_tokens: gatewayTokens.map((row) => present('gatewayToken', row, presenting)),
  };
}

/** What stands for nothing in a field that is never null. */
const blanks: Partial<Record<Kind, unknown>> = { flag: false, money: '0', count: 0, json: {} };

/** A client to begin with, as v1 shows it before anything is stored. */
export function blankClient(context: ViewerContext): V1Record {
  const blank = fieldsOf(clientFields).map(([name, { kind }]) => [name, blanks[kind] ?? null]);
  const client = {
    ...Object.fromEntries(blank),
    id: null,
    userId: context.viewer.userId,
    clientHash: randomKey(40),
    settings: ENTITY,
    displayName: displayNameOf({}, []),
  } as unknown as WholeClient['client'];
  return presentClient({ client, contacts: [], documents: [], gatewayTokens: [] }, context);
}

/** What tells two states of a client apart: its version, which grows with every change of it or its parts. */
export const clientTag = ({ client }: WholeClient): string => `"${client.version}"`;

/** The version that a tag in `If-Match` names; null when any will do. What is no tag of ours names none there can be. */
export function versionOf(tag: string | undefined): number | null {
  if (tag === undefined || tag.trim() === '*') return null;
  const digits = /^(?:W\/)?"(\d{1,9})"/.exec(tag.trim())?.[1];
  return digits === undefined ? 0 : Number(digits);
}
