import type { Country } from './countries.ts';
import { countries } from './countries.ts';
import type { Currency } from './currencies.ts';
import { currencies } from './currencies.ts';
import type { Industry } from './industries.ts';
import { industries } from './industries.ts';
import type { Language } from './languages.ts';
import { languages } from './languages.ts';
import type { Size } from './sizes.ts';
import { sizes } from './sizes.ts';

/** The rows of one fixed table, found by the number that Invoice Ninja stores for them. */
export type ReferenceTable<Row extends { readonly id: number }> = ReadonlyMap<number, Row>;

/** Returns rows by the key that `keyOf` reads from each; the keys of a table are unique. */
function mapBy<Key, Row>(rows: readonly Row[], keyOf: (row: Row) => Key): ReadonlyMap<Key, Row> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

/** The countries by number: `countryById.get(840)` is the United States. */
export const countryById: ReferenceTable<Country> = mapBy(countries, (country) => country.id);

/** The currencies by number: `currencyById.get(3)` is the euro. */
export const currencyById: ReferenceTable<Currency> = mapBy(currencies, (currency) => currency.id);

/** The languages by number: `languageById.get(3)` is German. */
export const languageById: ReferenceTable<Language> = mapBy(languages, (language) => language.id);

/** The industries by number: `industryById.get(4)` is agriculture. */
export const industryById: ReferenceTable<Industry> = mapBy(industries, (industry) => industry.id);

/** The company sizes by number: `sizeById.get(1)` is one to three people. */
export const sizeById: ReferenceTable<Size> = mapBy(sizes, (size) => size.id);

const countriesByIso2 = mapBy(countries, (country) => country.iso2);
const countriesByIso3 = mapBy(countries, (country) => country.iso3);
const currenciesByCode = mapBy(currencies, (currency) => currency.code);
const languagesByLocale = mapBy(languages, (language) => language.locale);

/**
 * Finds a country by its ISO 3166-1 code, alpha-2 or alpha-3.
 *
 * @param code the code in upper case, such as `SE` or `SWE`; no other spelling is found
 * @returns the country, or `undefined` when no country has that code
 */
export function countryByCode(code: string): Country | undefined {
  return countriesByIso2.get(code) ?? countriesByIso3.get(code);
}

/**
 * Finds a currency by its ISO 4217 code.
 *
 * @param code the code in upper case, such as `EUR`; no other spelling is found
 * @returns the currency, or `undefined` when Invoice Ninja has none with that code
 */
export function currencyByCode(code: string): Currency | undefined {
  return currenciesByCode.get(code);
}

/**
 * Finds a language by its locale.
 *
 * @param locale the locale as Invoice Ninja writes it, such as `de` or `pt_BR`, not `pt-BR`
 * @returns the language, or `undefined` when Invoice Ninja has none with that locale
 */
export function languageByLocale(locale: string): Language | undefined {
  return languagesByLocale.get(locale);
}
