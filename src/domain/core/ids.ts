import { DomainError, type InputPath } from './errors.ts';
import { type HashCodec, hashCodec } from './hash-codec.ts';

/** The types of record that ids name, each with the prefix of its global id. */
export const idPrefixes = {
  Client: 'client',
  Contact: 'contact',
  Document: 'document',
  GatewayToken: 'gateway_token',
  LedgerEntry: 'ledger_entry',
  Company: 'company',
  User: 'user',
  ApiToken: 'api_token',
} as const;

/** A type of record that has ids. */
export type RecordType = keyof typeof idPrefixes;

const typeOfPrefix = new Map<string, RecordType>(
  Object.entries(idPrefixes).map(([type, prefix]) => [prefix, type as RecordType]),
);

/** Largest number that a record can have. */
const MAX_ID = 2_147_483_647;

/**
 * The converter between the numbers of records and their ids: hashes of ten letters and digits, the same as in v1.
 * Numbers repeat across types, so a global id puts the type in front: `client_VolejRejNm`.
 */
export class IdCodec {
  readonly #hashes: HashCodec;

  /** @param salt keeps the ids of an imported book if it is the salt of its source; v1's default is empty */
  constructor(salt = '') {
    this.#hashes = hashCodec(salt);
  }

  /** Returns the id of a record as REST shows it: the hash alone. */
  encode(number: number): string {
    return this.#hashes.encode(number);
  }

  /** Returns the global id of a record, unique across types. */
  encodeGlobal(type: RecordType, number: number): string {
    return `${idPrefixes[type]}_${this.encode(number)}`;
  }

  /** Returns the number of a plain hash; null for a text that is not the hash of a record. */
  decodeHash(hash: string): number | null {
    const number = this.#hashes.decode(hash);
    return number !== null && number <= MAX_ID ? number : null;
  }

  /**
   * Returns the number of a record of a type from its global id or its plain hash.
   * @throws WRONG_ID_TYPE for a global id of another type, INVALID_ID for text that is no id
   */
  decode(type: RecordType, id: string, path: InputPath = []): number {
    const { type: named, number } = this.decodeGlobal(id, type, path);
    if (named === type) return number;
    throw new DomainError(
      'WRONG_ID_TYPE',
      `"${id}" is the id of a ${words(named)}, not of a ${words(type)}.`,
      path,
    );
  }

  /**
   * Returns the type and number of any record.
   * @param plain the type of a plain hash, which has none of its own
   * @throws INVALID_ID for text that is no id
   */
  decodeGlobal(
    id: string,
    plain: RecordType,
    path: InputPath = [],
  ): { type: RecordType; number: number } {
    const cut = id.lastIndexOf('_');
    const type = cut < 0 ? plain : typeOfPrefix.get(id.slice(0, cut));
    const number = type === undefined ? null : this.decodeHash(id.slice(cut + 1));
    if (type === undefined || number === null) {
      const shown = id.length > 40 ? `${id.slice(0, 40)}…` : id;
      throw new DomainError('INVALID_ID', `"${shown}" is not an id.`, path);
    }
    return { type, number };
  }
}

const words = (type: RecordType) => idPrefixes[type].replaceAll('_', ' ');
