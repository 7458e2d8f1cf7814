import type { DomainError } from '../../core/errors.ts';
import type { Values } from '../../records/values.ts';
import type { ClientIdentifier } from '../match/match.ts';

/** The modes of an upsert. */
export const upsertModes = {
  UPSERT: 'Changes the client that matches, or creates one.',
  CREATE_ONLY: 'Creates a client; refused if one matches.',
  UPDATE_ONLY: 'Changes the client that matches; refused if none does.',
} as const;

/** A mode of an upsert. */
export type UpsertMode = keyof typeof upsertModes;

/** The modes in which the contacts of an input are applied. */
export const contactsModes = {
  MERGE:
    'Each changes the contact with the same id, contact key or e-mail address, or adds one. Others stay.',
  REPLACE: 'They replace all contacts: others are removed, as in the REST API.',
  PATCH:
    'Each changes the contact with the same id, contact key or e-mail address. None is added or removed.',
} as const;

/** A mode in which contacts are applied. */
export type ContactsMode = keyof typeof contactsModes;

/** A contact of an input: its fields, and the values by which the stored contact is found. */
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
  /** Accepts only the client's own id, as v1 does; otherwise the id of a merged client leads to its survivor. */
  readonly exactId?: boolean | undefined;
  /** The expected version; another one is a conflict. */
  readonly expectedVersion?: number | null | undefined;
  /** Fields of the client by name; ids are hashed, numbers of fixed tables are digits. */
  readonly values: Values;
  readonly contacts?: readonly ContactInput[] | null | undefined;
  /** Errors in parts of the input that only the API reads: they are reported with all others. */
  readonly refused?: readonly DomainError[] | undefined;
}
