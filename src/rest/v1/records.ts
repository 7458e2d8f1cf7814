import { documentationOf } from '../../db/documentation.ts';
import type { IdCodec, RecordType } from '../../domain/core/ids.ts';
import type { Field, Kind } from '../../domain/core/kinds.ts';
import {
  clientFields,
  contactFields,
  documentFields,
  fieldsOf,
  gatewayTokenFields,
  MASKED_PASSWORD,
} from '../../domain/records/fields.ts';
import { cutTo, MAX_TEXT, normalText, textOfField } from '../../domain/text/text.ts';
import { leadingInteger } from '../../domain/v1-rules/php-number.ts';
import { snakeCase } from './casing.ts';
import { encode } from './kinds.ts';

/** Values besides the row that a record is encoded with. */
export interface Presenting {
  readonly ids: IdCodec;
  /** Start of every link, without a slash at the end. */
  readonly appUrl: string;
}

type Row = Readonly<Record<string, unknown>>;

/** A key of a v1 record. */
export interface RecordKey {
  readonly key: string;
  readonly kind: Kind;
  readonly description: string;
  /** Callers may send it. */
  readonly writable: boolean;
  /** Callers may send it, and never see it again. */
  readonly hidden?: true;
  /** Cuts a text to the part that is stored, since v1 accepts a text of any length. Absent if all of it is stored. */
  readonly keep?: (text: string) => string;
  /** Fields of the record that `value` reads. */
  readonly reads: readonly string[];
  /** The value is the single field of `reads`, encoded by its kind. */
  readonly isField?: true;
  readonly value: (row: Row, presenting: Presenting) => unknown;
}

/** A computed key, placed before the key of a field or at the end. */
type ComputedKey = Omit<RecordKey, 'writable'> & {
  readonly before?: string;
  readonly writable?: true;
};

function recordKeys(
  type: RecordType,
  table: Readonly<Record<string, Field>>,
  computed: readonly ComputedKey[],
): RecordKey[] {
  const id: RecordKey = {
    key: 'id',
    kind: 'recordId',
    description: 'The id.',
    writable: false,
    reads: ['id'],
    isField: true,
    value: ({ id: number }, { ids }) => ids.encode(number as number),
  };
  const fields = fieldsOf(table).filter(([, { v1 }]) => v1);
  const placed = (field?: string) =>
    computed
      .filter(({ before }) => before === field)
      .map(({ before: _, ...key }) => ({ ...key, writable: key.writable ?? false }));
  return [
    id,
    ...fields.flatMap(([name, field]) => [...placed(name), fieldKey(type, name, field)]),
    ...placed(),
  ];
}

function fieldKey(type: RecordType, name: string, field: Field): RecordKey {
  const { kind, write, max, internal } = field;
  const writeValue = encode[kind] as (value: unknown, ids: IdCodec) => unknown;
  return {
    key: snakeCase(name),
    kind,
    description: documentationOf(type, name),
    writable: write ?? false,
    ...(internal ? { hidden: true } : {}),
    reads: [name],
    isField: true,
    ...(kind === 'text'
      ? { keep: (text) => cutTo(textOfField(field, text), max ?? MAX_TEXT) }
      : {}),
    value: (row, { ids }) => writeValue(row[name], ids),
  };
}

/** Members of the `meta` of a gateway token that v1 shows, each with its conversion. */
const shownOfMeta = {
  exp_month: String,
  exp_year: String,
  brand: String,
  last4: String,
  type: (value: unknown) => leadingInteger(String(typeof value === 'boolean' ? +value : value)),
} as const;

function shownMeta(meta: unknown): Row {
  const given = (meta ?? {}) as Row;
  return Object.fromEntries(
    Object.entries(shownOfMeta)
      .filter(([key]) => given[key] !== undefined && given[key] !== null)
      .map(([key, convert]) => [key, convert(given[key])]),
  );
}

/** Returns the display name by v1's rule, which differs from the product's and is absent in rows that did not read it. */
const v1DisplayName: RecordKey['value'] = ({ displayName, v1DisplayName = displayName }) =>
  encode.text(v1DisplayName as string | null);

/** Cuts a password to the 72 bytes that bcrypt hashes. */
const hashable = (password: string): string =>
  new TextDecoder().decode(Buffer.from(normalText(password)).subarray(0, 72), { stream: true });

/** Keys of each v1 record, in v1's order: the fields of the field tables, and computed keys. */
export const recordTables = {
  client: recordKeys('Client', clientFields, []).map((key) =>
    key.key === 'display_name' ? { ...key, reads: ['v1DisplayName'], value: v1DisplayName } : key,
  ),
  contact: recordKeys('Contact', contactFields, [
    {
      key: 'password',
      kind: 'text',
      description: 'Ten asterisks if the contact has a portal password, else empty.',
      writable: true,
      keep: hashable,
      reads: ['passwordHash'],
      value: ({ passwordHash }) => (passwordHash === null ? '' : MASKED_PASSWORD),
    },
    {
      key: 'link',
      kind: 'text',
      description: 'Address of the portal for the contact.',
      reads: ['contactKey'],
      value: ({ contactKey }, { appUrl }) => `${appUrl}/client/key_login/${contactKey}`,
    },
  ]),
  document: recordKeys('Document', documentFields, [
    {
      key: 'url',
      kind: 'text',
      description: 'Address of the bytes, which requires the same token.',
      before: 'preview',
      reads: ['id'],
      value: ({ id }, { appUrl, ids }) =>
        `${appUrl}/api/v1/documents/${ids.encode(id as number)}/download`,
    },
    {
      key: 'is_deleted',
      kind: 'boolean',
      description: 'Always false.',
      before: 'isPublic',
      reads: [],
      value: () => false,
    },
    {
      key: 'link',
      kind: 'text',
      description: 'Path of the client.',
      reads: ['clientId'],
      value: ({ clientId }, { ids }) => `/clients/${ids.encode(clientId as number)}`,
    },
  ]).map((key): RecordKey => {
    if (key.key !== 'name') return key;
    // The domain cuts the names of documents, for both APIs.
    const { keep: _, ...name } = key;
    return name;
  }),
  gatewayToken: recordKeys('GatewayToken', gatewayTokenFields, []).map((key) => {
    if (key.key !== 'meta') return key;
    const { isField: _, ...meta } = key;
    return { ...meta, value: ({ meta: given }: Row) => shownMeta(given) };
  }),
} as const satisfies Record<string, readonly RecordKey[]>;

/** Name of a type of v1 record. */
export type RecordName = keyof typeof recordTables;

/** Returns a row as a v1 record. */
export function present(
  name: RecordName,
  row: Row,
  presenting: Presenting,
): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const { key, hidden, value } of recordTables[name]) {
    if (!hidden) record[key] = value(row, presenting);
  }
  return record;
}
