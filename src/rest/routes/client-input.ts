import type { ContactInput, UpsertInput } from '../../domain/clients/upsert/input.ts';
import { invalidInput } from '../../domain/core/errors.ts';
import type { Values } from '../../domain/records/values.ts';
import {
  countryByCode,
  currencyByCode,
  languageByLocale,
} from '../../domain/reference/reference.ts';
import { type Input, textParam } from '../http/input.ts';
import { readValues } from '../v1/values.ts';

/** The client that a v1 request writes: its values by field, and its contacts, which stand for all there are. */
export function readClientInput(
  input: Input,
  { isNew }: { readonly isNew: boolean },
): Pick<UpsertInput, 'values' | 'contacts' | 'contactsMode' | 'refused'> {
  const isOdd = 'documents' in input && !Array.isArray(input.documents);
  const refused = isOdd
    ? { refused: [invalidInput('The documents are a list.', ['documents'], 'array')] }
    : {};
  const values = { ...readValues('client', input), ...readCodes(input, isNew) };
  const contacts = 'contacts' in input ? { contacts: readContacts(input.contacts) } : {};
  return { values, contactsMode: 'REPLACE', ...contacts, ...refused };
}

/** The contacts of a request; null where they are none, which is refused. One object is taken as one contact. */
function readContacts(given: unknown): readonly ContactInput[] | null {
  if (typeof given !== 'object' || given === null) return null;
  return listOf(given).map((contact): ContactInput => {
    if (!isObject(contact)) return {};
    const { id } = contact;
    const named = typeof id === 'string' ? { id } : {};
    return { ...named, ...readValues('contact', contact) };
  });
}

/** PHP takes an object whose keys count for a list. */
function listOf(given: object): readonly unknown[] {
  if (Array.isArray(given)) return given;
  const keys = Object.keys(given);
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key)) ? Object.values(given) : [given];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Codes in place of the numbers of fixed tables. A country that nobody knows counts as none given, others as not sent. */
function readCodes(input: Input, isNew: boolean): Values {
  const values: Record<string, string | null> = {};
  const code = (key: string) => textParam(input, key);
  const country = code('country_code');
  if (country !== null) values.countryId = digits(countryByCode(country));
  const shipping = code('shipping_country_code');
  if (shipping !== null) values.shippingCountryId = digits(countryByCode(shipping));
  const currency = isNew ? currencyByCode(code('currency_code') ?? '') : undefined;
  if (currency) values.currencyId = digits(currency);
  const language = languageByLocale(code('language_code') ?? '');
  if (language) values.languageId = digits(language);
  return values;
}

const digits = (row: { readonly id: number } | undefined): string | null =>
  row === undefined ? null : String(row.id);
