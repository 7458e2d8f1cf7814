import { constantCase } from '../../domain/casing.ts';
import { MAX_SOURCES } from '../../domain/clients/merge/input.ts';
import { chosenFields } from '../../domain/clients/merge/values.ts';
import { builder, type FieldBuilder } from '../kit/builder.ts';

/** The fields whose value can be chosen. */
export const MergedField = builder.enumType('MergedField', {
  description: 'The fields of a client whose value can be chosen in a merge.',
  values: Object.fromEntries(
    chosenFields.map((name) => [
      constantCase(name),
      { value: name, description: `The field \`${name}\`.` },
    ]),
  ),
});

const MergeChoiceInput = builder.inputType('MergeChoiceInput', {
  description: 'A field of the surviving client, and the client whose value it gets.',
  fields: (t) => ({
    field: t.field({ type: MergedField, required: true, description: 'The field.' }),
    from: t.id({ required: true, description: 'A client of the merge, in either form of its id.' }),
  }),
});

/** The arguments that say which clients become one, and how. */
export const mergeArguments = (t: FieldBuilder) => ({
  into: t.arg.id({ required: true, description: 'The client that stays, the survivor.' }),
  from: t.arg.idList({
    required: true,
    description: `The clients that become part of it, in this order; at most ${MAX_SOURCES}.`,
  }),
  choose: t.arg({
    type: [MergeChoiceInput],
    description:
      'Fields whose value another client gives; in all others the survivor keeps its own.',
  }),
});
