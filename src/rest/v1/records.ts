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

/** What an answer depends on besides the rows. */
export interface Presenting {
  readonly ids: IdCodec;
  /** Start of every link, without a slash at the end. */
  readonly appUrl: string;
}

type Row = Readonly<Record<string, unknown>>;

/** One key of a v1 record. */
export interface RecordKey {
  readonly key: string;
  readonly kind: Kind;
  readonly description: string;
  /** Callers may send it. */
  readonly writable: boolean;
  /** Callers may send it, and never see it again. */
  readonly hidden?: true;
  /** What is kept of a text that is sent: v1 takes one of any length. Absent where nothing is left out. */
  readonly keep?: (text: string) => string;
  /** The fields of the record from which its value is made. */
  readonly reads: readonly string[];
  /** It is one of them, as v1 writes its kind. */
  readonly isField?: true;
  readonly value: (row: Row, presenting: Presenting) => unknown;
}

/** Fields that v1 has no key for. */
const unknownToV1 = new Set(['version', 'currencyId', 'mimeType', 'sha256']);

/** A key that is no column, before the key of a field or at the end. */
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
  const fields = fieldsOf(table).filter(
    ([name, { internal, write }]) => (!internal || write) && !unknownToV1.has(name),
  );
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

const never: Omit<ComputedKey, 'description'> = {
  key: 'is_deleted',
  kind: 'boolean',
  reads: [],
  value: () => false,
};

/** The members of `meta` that v1 shows of a gateway token. */
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

/** v1 calls clients by a rule of its own, where that was looked for. */
const v1DisplayName: RecordKey['value'] = ({ displayName, v1DisplayName = displayName }) =>
  encode.text(v1DisplayName as string | null);

/** As much of a password as its hash is made of: 72 bytes. */
const hashable = (password: string): string =>
  new TextDecoder().decode(Buffer.from(normalText(password)).subarray(0, 72), { stream: true });

/** The keys of each v1 record, in v1's order: the rows of the field tables, and what v1 computes besides. */
export const recordTables = {
  client: recordKeys('Client', clientFields, []).map((key) =>
    key.key === 'display_name' ? { ...key, reads: ['v1DisplayName'], value: v1DisplayName } : key,
  ),
  contact: recordKeys('Contact', contactFields, [
    {
      key: 'password',
      kind: 'text',
      description: 'Ten stars if the contact has a portal password, else empty.',
      writable: true,
      keep: hashable,
      reads: ['passwordHash'],
      value: ({ passwordHash }) => (passwordHash === null ? '' : MASKED_PASSWORD),
    },
    {
      key: 'link',
      kind: 'text',
      description: 'Where the contact enters the portal.',
      reads: ['contactKey'],
      value: ({ contactKey }, { appUrl }) => `${appUrl}/client/key_login/${contactKey}`,
    },
  ]),
  document: recordKeys('Document', documentFields, [
    {
      key: 'url',
      kind: 'text',
      description: 'Where the bytes can be had, with the same token.',
      before: 'preview',
      reads: ['id'],
      value: ({ id }, { appUrl, ids }) =>
        `${appUrl}/api/v1/documents/${ids.encode(id as number)}/download`,
    },
    { ...never, description: 'Always false.', before: 'isPublic' },
    {
      key: 'link',
      kind: 'text',
      description: 'The path of the client.',
      reads: ['clientId'],
      value: ({ clientId }, { ids }) => `/clients/${ids.encode(clientId as number)}`,
    },
  ]).map((key): RecordKey => {
    if (key.key !== 'name') return key;
    // How much is kept of a name is decided where documents are named, for every edge.
    const { keep: _, ...name } = key;
    return name;
  }),
  gatewayToken: recordKeys('GatewayToken', gatewayTokenFields, []).map((key) => {
    if (key.key !== 'meta') return key;
    const { isField: _, ...meta } = key;
    return { ...meta, value: ({ meta: given }: Row) => shownMeta(given) };
  }),
} as const satisfies Record<string, readonly RecordKey[]>;

export type RecordName = keyof typeof recordTables;

/** A row as v1 shows it. */
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
