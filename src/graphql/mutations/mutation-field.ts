import type { FieldMap, InputFieldMap, InputShapeFromFields } from '@pothos/core';
import type { WriteRequest, Written } from '../../domain/core/write.ts';
import type { ViewerRequest } from '../../domain/request-context.ts';
import { builder, type FieldBuilder, type FieldsOf } from '../kit/builder.ts';
import { mutate, type Payload } from '../kit/mutation.ts';
import { writeArguments } from '../kit/write-arguments.ts';
import { userErrorsField } from '../types/user-error.ts';

/** Declaration of a mutation. */
interface Mutation<Args extends InputFieldMap, Result> {
  readonly description: string;
  /** Makes its arguments, besides those of every mutation. */
  readonly args: (t: FieldBuilder) => Args;
  /** Runs its use case. */
  readonly run: (
    context: ViewerRequest,
    args: InputShapeFromFields<Args>,
    request: WriteRequest,
  ) => Promise<Written<Result>>;
  /** Makes the fields of its payload from the result. All of them are nullable: a refused mutation has no result. */
  readonly fields: (t: FieldsOf<Payload<Result>>) => FieldMap;
}

/** Adds a mutation to the schema, with its payload type. */
export function mutationField<Args extends InputFieldMap, Result>(
  name: string,
  { description, args, run, fields }: Mutation<Args, Result>,
): void {
  builder.mutationField(name, (t) =>
    t.field({
      type: payloadType(name, fields),
      description,
      nullable: false,
      args: { ...args(t), ...writeArguments(t) },
      resolve: (_root, given, context, info) =>
        mutate({ context, info, args: given }, (viewing, request) =>
          // Pothos infers the same members, but cannot relate them for arguments of any shape.
          run(viewing, given as never, request),
        ),
    }),
  );
}

/** Makes the payload type of a mutation: the fields of its result, the refusals, and the marks of a replay and a dry run. */
export const payloadType = <Result>(
  name: string,
  fields: (t: FieldsOf<Payload<Result>>) => FieldMap,
) =>
  builder
    .objectRef<Payload<Result>>(`${name.charAt(0).toUpperCase()}${name.slice(1)}Payload`)
    .implement({
      description: `Result of \`${name}\`.`,
      fields: (t) => ({
        ...fields(t),
        userErrors: userErrorsField(t, ({ userErrors }) => userErrors),
        replayed: t.boolean({
          description:
            'True if this is the stored result of an earlier request with the same idempotency key.',
          nullable: false,
          resolve: ({ replayed }) => replayed,
        }),
        dryRun: t.boolean({
          description: 'True if nothing was written, since the request was a dry run.',
          nullable: false,
          resolve: ({ dryRun }) => dryRun,
        }),
      }),
    });
