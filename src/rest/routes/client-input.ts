import type { ContactInput, UpsertInput } from '../../domain/clients/upsert/input.ts';
import { invalidInput } from '../../domain/core/errors.ts';
import type { Values } from '../../domain/records/values.ts';
import {
  countryByCode,
  currencyByCode,
  languageByLocale,
} from '../../domain/reference/reference.ts';
import { type Input, isObject, textParam } from '../http/input.ts';
import { readValues } from '../v1/values.ts';

/** Returns the values and the contacts that a v1 request writes. The contacts replace all contacts of the client. */
export function readClientInput(
  input: Input,
  { isNew }: { readonly isNew: boolean },
): Pick<UpsertInput, 'values' | 'contacts' | 'contactsMode' | 'refused'> {
  const hasInvalidDocuments = 'documents' in input && !Array.isArray(input.documents);
  const refused = hasInvalidDocuments
    ? { refused: [invalidInput('The documents are a list.', ['documents'], 'array')] }
    : {};
  const values = { ...readValues('client', input), ...readCodes(input, isNew) };
  const contacts = 'contacts' in input ? { contacts: readContacts(input.contacts) } : {};
  return { values, contactsMode: 'REPLACE', ...contacts, ...refused };
}

/** Returns the contacts of a request; null for a scalar, which the domain refuses. An object is one contact. */
function readContacts(given: unknown): readonly ContactInput[] | null {
  if (typeof given !== 'object' || given === null) return null;
  return listOf(given).map((contact): ContactInput => {
    if (!isObject(contact)) return {};
    const { id } = contact;
    const named = typeof id === 'string' ? { id } : {};
    return { ...named, ...readValues('contact', contact) };
  });
}

/** Returns the items of a list. As in PHP, an object with numeric keys only is a list. */
function listOf(given: object): readonly unknown[] {
  if (Array.isArray(given)) return given;
  const keys = Object.keys(given);
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key)) ? Object.values(given) : [given];
}

/**
 * Returns the ids of fixed tables that ISO codes name. As in v1, an unknown country clears the field; an unknown
 * currency or language is ignored.
 */
function readCodes(input: Input, isNew: boolean): Values {
  const values: Record<string, string | null> = {};
  const code = (key: string) => textParam(input, key);
  const country = code('country_code');
  if (country !== null) values.countryId = idText(countryByCode(country));
  const shipping = code('shipping_country_code');
  if (shipping !== null) values.shippingCountryId = idText(countryByCode(shipping));
  const currency = isNew ? currencyByCode(code('currency_code') ?? '') : undefined;
  if (currency) values.currencyId = idText(currency);
  const language = languageByLocale(code('language_code') ?? '');
  if (language) values.languageId = idText(language);
  return values;
}

const idText = (row: { readonly id: number } | undefined): string | null =>
  row === undefined ? null : String(row.id);
