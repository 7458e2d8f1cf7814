import { countries } from '../../domain/reference/countries.ts';
import { currencies } from '../../domain/reference/currencies.ts';
import { industries } from '../../domain/reference/industries.ts';
import { languages } from '../../domain/reference/languages.ts';
import { sizes } from '../../domain/reference/sizes.ts';

/** Returns the rows of a table with their ids as texts, as v1 has them. */
const withTextIds = <Row extends { readonly id: number }>(table: readonly Row[]) =>
  table.map(({ id, ...row }) => ({ id: String(id), ...row }));

/** Fixed tables, as `include_static` adds them to a response. */
export const statics = {
  countries: withTextIds(countries).map(({ iso2, iso3, ...country }) => ({
    ...country,
    iso_3166_2: iso2,
    iso_3166_3: iso3,
  })),
  currencies: withTextIds(currencies),
  industries: withTextIds(industries),
  languages: withTextIds(languages),
  sizes: withTextIds(sizes),
} as const;
