import { fieldSource } from '../compiler/field-source.ts';
import type { FieldsOf } from '../kit/builder.ts';
import { Client } from './client.ts';
import { loadClient } from './client-loading.ts';

/** Makes a field that reads the client of an object with exactly the selected fields. @param clientId returns its id */
export const clientField = <Shape>(
  t: FieldsOf<Shape>,
  clientId: (shape: Shape) => number | null,
  description = 'Client after the mutation; null if refused, or if a dry run would create it.',
) =>
  t.field({
    type: Client,
    description,
    ...fieldSource({ client: clientId }),
    resolve: (shape, _args, context, info) => {
      const id = clientId(shape);
      return id === null ? null : loadClient(context, info, id);
    },
  });
