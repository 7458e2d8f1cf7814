import type { Country as CountryRow } from '../../domain/reference/countries.ts';
import type { Currency as CurrencyRow } from '../../domain/reference/currencies.ts';
import type { Industry as IndustryRow } from '../../domain/reference/industries.ts';
import type { Language as LanguageRow } from '../../domain/reference/languages.ts';
import type { Size as SizeRow } from '../../domain/reference/sizes.ts';
import { builder } from '../kit/builder.ts';

/** Makes the type of a fixed table's rows: id, name, and other texts. */
function referenceType<Row extends { readonly id: number; readonly name: string }>(
  name: string,
  description: string,
  texts: { readonly [Column in keyof Row]?: string },
) {
  return builder.objectRef<Row>(name).implement({
    description,
    extensions: { fixed: true },
    fields: (t) => ({
      id: t.id({
        description: 'Id in the fixed table, as in the REST API.',
        nullable: false,
        resolve: ({ id }) => String(id),
      }),
      name: t.string({
        description: 'English name.',
        nullable: false,
        resolve: (row) => row.name,
      }),
      ...Object.fromEntries(
        Object.entries(texts).map(([column, text]) => [
          column,
          t.string({
            description: text as string,
            nullable: false,
            resolve: (row) => String(row[column as keyof Row]),
          }),
        ]),
      ),
    }),
  });
}

/** A country. */
export const Country = referenceType<CountryRow>('Country', 'A country.', {
  iso2: 'ISO 3166-1 alpha-2 code.',
  iso3: 'ISO 3166-1 alpha-3 code.',
});

/** A currency. */
export const Currency = referenceType<CurrencyRow>('Currency', 'A currency.', {
  code: 'ISO 4217 code.',
  symbol: 'Symbol.',
});

builder.objectField(Currency, 'precision', (t) =>
  t.exposeInt('precision', {
    description: 'Number of decimals to show amounts with.',
    nullable: false,
  }),
);

/** A language. */
export const Language = referenceType<LanguageRow>('Language', 'A language.', {
  locale: 'Locale, such as `en` or `pt_BR`.',
});

/** An industry. */
export const Industry = referenceType<IndustryRow>('Industry', 'An industry.', {});

/** A size of company. */
export const Size = referenceType<SizeRow>(
  'Size',
  'A size of a company, by number of employees.',
  {},
);
