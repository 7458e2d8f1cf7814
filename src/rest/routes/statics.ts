import { countries } from '../../domain/reference/countries.ts';
import { currencies } from '../../domain/reference/currencies.ts';
import { industries } from '../../domain/reference/industries.ts';
import { languages } from '../../domain/reference/languages.ts';
import { sizes } from '../../domain/reference/sizes.ts';

/** The rows of a table with their numbers as v1 shows them: digits in a text. */
const rows = <Row extends { readonly id: number }>(table: readonly Row[]) =>
  table.map(({ id, ...row }) => ({ id: String(id), ...row }));

/** The fixed tables, as `include_static` adds them to an answer. */
export const statics = {
  countries: rows(countries).map(({ iso2, iso3, ...country }) => ({
    ...country,
    iso_3166_2: iso2,
    iso_3166_3: iso3,
  })),
  currencies: rows(currencies),
  industries: rows(industries),
  languages: rows(languages),
  sizes: rows(sizes),
} as const;
