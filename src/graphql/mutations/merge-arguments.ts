import { constantCase } from '../../domain/casing.ts';
import { MAX_SOURCES } from '../../domain/clients/merge/input.ts';
import { chosenFields } from '../../domain/clients/merge/values.ts';
import { builder, type FieldBuilder } from '../kit/builder.ts';

/** The fields whose value a merge can choose. */
export const MergedField = builder.enumType('MergedField', {
  description: 'Fields of a client whose value can be chosen in a merge.',
  values: Object.fromEntries(
    chosenFields.map((name) => [
      constantCase(name),
      { value: name, description: `The field \`${name}\`.` },
    ]),
  ),
});

const MergeChoiceInput = builder.inputType('MergeChoiceInput', {
  description: 'A field of the survivor, and the client whose value it gets.',
  fields: (t) => ({
    field: t.field({ type: MergedField, required: true, description: 'Field.' }),
    from: t.id({
      required: true,
      description: 'Id of a client of the merge, with or without the prefix `client_`.',
    }),
  }),
});

/** Makes the arguments of a merge. */
export const mergeArguments = (t: FieldBuilder) => ({
  into: t.arg.id({ required: true, description: 'Id of the survivor, the client that remains.' }),
  from: t.arg.idList({
    required: true,
    description: `Ids of the clients to merge into it, in this order; at most ${MAX_SOURCES}.`,
  }),
  choose: t.arg({
    type: [MergeChoiceInput],
    description:
      'Fields that get the value of another client. In all others the survivor keeps its own.',
  }),
});
