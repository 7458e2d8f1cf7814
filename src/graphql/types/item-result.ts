import type { FieldMap } from '@pothos/core';
import type { Item } from '../../domain/core/batch.ts';
import { builder, type FieldsOf } from '../kit/builder.ts';
import { toUserErrors } from '../kit/user-errors.ts';
import { userErrorsField } from './user-error.ts';

/** Returns the result of an item; null if it was refused. */
export const doneOf = <Done>(item: Item<Done>): Done | null => ('done' in item ? item.done : null);

/** Makes the type of the results of a mutation's items. @param fields makes those of the result, all of them nullable */
export const itemResult = <Each extends Item<unknown>>(
  name: string,
  description: string,
  fields: (t: FieldsOf<Each>) => FieldMap,
) =>
  builder.objectRef<Each>(name).implement({
    description,
    fields: (t) => ({
      ...fields(t),
      userErrors: userErrorsField(t, (item) => ('errors' in item ? toUserErrors(item.errors) : [])),
    }),
  });
