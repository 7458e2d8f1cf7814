import { countryById, industryById, sizeById } from './reference.ts';

/** A fixed table, and the word for one of its rows in messages. */
interface FixedTable {
  readonly what: string;
  readonly rows: ReadonlyMap<number, unknown>;
}

const countries: FixedTable = { what: 'country', rows: countryById };

/** The fixed tables by the fields of a client that hold a number of one of their rows. */
export const fixedTables: Readonly<Record<string, FixedTable>> = {
  countryId: countries,
  shippingCountryId: countries,
  industryId: { what: 'industry', rows: industryById },
  sizeId: { what: 'size', rows: sizeById },
};
