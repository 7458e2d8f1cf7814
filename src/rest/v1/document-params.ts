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
import { decodeId } from './ids.ts';
import { readSort } from './sort.ts';

/** Parameters of `GET /documents` that filter the list. */
export const documentFilterParams = {
  filter: 'Text in the name.',
  client_id: 'Id of a client that is not archived.',
  type: 'One or more kinds that a document must all have, separated by commas: `private`, `public`, `pdf`, `image`, `other`.',
  company_documents: '`true` finds documents of the company itself. There are none.',
  created_at: 'Earliest time of creation: Unix seconds, or a date in UTC.',
  updated_at: 'Earliest time of the last change: Unix seconds, or a date in UTC.',
} as const;

/** Reads the parameters that filter documents; null if no document can match. */
export function readDocumentQuery(input: Input, ids: IdCodec): DocumentQuery | null {
  if (parseBoolean(input.company_documents) === true) return null;
  const clientId = textParam(input, 'client_id');
  const activeClientId = decodeId(ids, 'Client', clientId);
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

/** Returns the order that `sort` names; null for an unknown one. */
export function readDocumentSort(input: Input): SortKey[] | null {
  const sort = readSort(textParam(input, 'sort'));
  return sort && documentOrder(sort.field, sort.direction ?? 'ASC');
}
