import { randomUUID } from 'node:crypto';
import { IdCodec } from '../../../src/domain/core/ids.ts';

const ids = new IdCodec();

/**
 * Distance between two assigned numbers. Records that are created after an import get the numbers after its largest
 * one.
 */
const STRIDE = 100_000;

/**
 * Numbers that no other record has: records keep their numbers, and all companies share them. All tests together make some
 * ten thousand records, whose numbers stay below the largest there is.
 */
let last = 1_000_000 + Math.floor(Math.random() * 300_000_000);
const nextNumber = (): number => {
  last += STRIDE;
  return last;
};

const key = () => randomUUID().replaceAll('-', '');

/** Values of a v1 record by their keys. */
export type V1Values = Readonly<Record<string, unknown>>;

const times = { created_at: 1_700_000_000, updated_at: 1_700_000_100, archived_at: 0 };

/** Returns a client record of v1 with default values. */
export const v1Client = (values: V1Values = {}): V1Values & { readonly id: string } =>
  ({
    id: ids.encode(nextNumber()),
    user_id: ids.encode(1),
    number: key(),
    client_hash: key(),
    ...times,
    contacts: [],
    ...values,
  }) as V1Values & { readonly id: string };

/** Returns a contact of a client record. */
export const v1Contact = (values: V1Values = {}): V1Values => ({
  id: ids.encode(nextNumber()),
  contact_key: key(),
  email: '',
  ...times,
  ...values,
});

/** Returns a document of a client record. */
export const v1Document = (values: V1Values = {}): V1Values => ({
  id: ids.encode(nextNumber()),
  user_id: ids.encode(1),
  name: 'letter.txt',
  type: 'txt',
  hash: `${key()}.txt`,
  size: 5,
  ...times,
  ...values,
});

/** Returns a gateway token of a client record. */
export const v1GatewayToken = (values: V1Values = {}): V1Values => ({
  id: ids.encode(nextNumber()),
  token: key(),
  company_gateway_id: ids.encode(0),
  ...times,
  ...values,
});
