import { fieldSource } from '../compiler/field-source.ts';
import type { FieldsOf } from '../kit/builder.ts';
import { Client } from './client.ts';
import { loadClient } from './client-loading.ts';

/** Makes a field that reads the client of an object with exactly the selected fields. @param clientId returns its id */
export const clientField = <Parent>(
  t: FieldsOf<Parent>,
  clientId: (parent: Parent) => number | null,
  description = 'Client after the mutation; null if refused, or if a dry run would create it.',
) =>
  t.field({
    type: Client,
    description,
    ...fieldSource({ client: clientId }),
    resolve: (parent, _args, context, info) => {
      const id = clientId(parent);
      return id === null ? null : loadClient(context, info, id);
    },
  });
