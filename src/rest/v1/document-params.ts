import type { IdCodec } from '../../domain/core/ids.ts';
import {
  type DocumentCategory,
  type DocumentQuery,
  documentCategories,
  documentOrder,
} from '../../domain/documents/list.ts';
import { isSearchable } from '../../domain/filter/filter.ts';
import type { SortKey } from '../../domain/page/sort-key.ts';
import { type Input, parseBoolean, textParam } from '../http/input.ts';
import { readMoment } from './dates.ts';
import { readSort } from './sort.ts';

/** The parameters of `GET /documents` that are conditions. */
export const documentConditions = {
  filter: 'Text in the name.',
  client_id: 'The id of a client that is not archived.',
  type: 'Kinds of which each document is all, with commas: `private`, `public`, `pdf`, `image`, `other`.',
  company_documents: '`true` finds the documents of the company itself, of which there are none.',
  created_at: 'Created at or after this: unix seconds, or a date in UTC.',
  updated_at: 'Changed at or after this: unix seconds, or a date in UTC.',
} as const;

/** Which documents the parameters ask for; null when there can be none. */
export function readDocumentQuery(input: Input, ids: IdCodec): DocumentQuery | null {
  if (parseBoolean(input.company_documents) === true) return null;
  const clientId = textParam(input, 'client_id');
  const activeClientId = clientId === null ? null : numberOf(ids, clientId);
  if (clientId !== null && activeClientId === null) return null;
  const name = textParam(input, 'filter');
  if (name !== null && !isSearchable(name)) return null;
  const names = (textParam(input, 'type') ?? '').split(',').map((name) => name.trim());
  const moment = (key: string) => {
    const given = textParam(input, key);
    return given === null ? null : readMoment(given, new Date());
  };
  return {
    name,
    activeClientId,
    categories: names.filter((name): name is DocumentCategory =>
      Object.hasOwn(documentCategories, name),
    ),
    createdSince: moment('created_at'),
    updatedSince: moment('updated_at'),
  };
}

function numberOf(ids: IdCodec, id: string): number | null {
  try {
    return ids.decode('Client', id);
  } catch {
    return null;
  }
}

/** The order that `sort` asks for; null when it asks for none that there is. */
export function readDocumentSort(input: Input): SortKey[] | null {
  const sort = readSort(textParam(input, 'sort'));
  return sort && documentOrder(sort.field, sort.direction ?? 'ASC');
}
