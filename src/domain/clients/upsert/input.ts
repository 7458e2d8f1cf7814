import type { DomainError } from '../../core/errors.ts';
import type { Values } from '../../records/values.ts';
import type { ClientIdentifier } from '../match/match.ts';

/** What may happen: create or change, create only, or change only. */
export const upsertModes = {
  UPSERT: 'Changes the client that matches, or creates one.',
  CREATE_ONLY: 'Creates a client; refused if one matches.',
  UPDATE_ONLY: 'Changes the client that matches; refused if none does.',
} as const;

export type UpsertMode = keyof typeof upsertModes;

/** What a list of contacts in the input stands for. */
export const contactsModes = {
  MERGE:
    'Each changes the contact with the same id, contact key or e-mail address, or adds one. Others stay.',
  REPLACE: 'They replace all contacts: others are removed, as in the REST API.',
  PATCH:
    'Each changes the contact with the same id, contact key or e-mail address. None is added or removed.',
} as const;

export type ContactsMode = keyof typeof contactsModes;

/** One contact of an input: its fields, and what names the stored contact it is about. */
export interface ContactInput extends Values {
  readonly id?: string | null;
  readonly contactKey?: string | null;
  readonly password?: string | null;
}

/** A client to create or to change. */
export interface UpsertInput {
  /** Identifies the client to change. Absent to create one. */
  readonly match?: ClientIdentifier | null | undefined;
  readonly mode?: UpsertMode | null | undefined;
  readonly contactsMode?: ContactsMode | null | undefined;
  /** The id of a client that was merged into another one names nobody, as in v1; else it names the survivor. */
  readonly exactId?: boolean | undefined;
  /** The version that the caller has seen; another one is a conflict. */
  readonly expectedVersion?: number | null | undefined;
  /** Fields of the client by name, with ids in either form and numbers of fixed tables as digits. */
  readonly values: Values;
  readonly contacts?: readonly ContactInput[] | null | undefined;
  /** Refusals of what only the edge reads of the input: they are told with all others, and nothing is written. */
  readonly refused?: readonly DomainError[] | undefined;
}
