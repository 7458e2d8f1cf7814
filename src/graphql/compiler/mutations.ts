import { getNamedType, isObjectType } from 'graphql';
import type { WriteJson } from '../../projection/byte-writer.ts';
import { returningProjection } from '../../projection/clients.ts';
import type { Projection } from '../../projection/projection.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import type { Payload } from '../kit/mutation.ts';
import { argumentsOf } from './arguments.ts';
import { completionOf } from './completion.ts';
import { carryOutOf, resolverOf, sourceOf } from './field-source.ts';
import { type AnswerRoot, compileRecords } from './roots.ts';
import {
  type Compilation,
  type Selected,
  selectedFields,
  Unsupported,
  type Variables,
} from './selection.ts';

/** A field of a payload. */
interface PayloadField {
  /** Reads it once the mutation is done. */
  read(
    outcome: unknown,
    variables: Variables,
    context: GraphQLContext,
  ): Promise<WriteJson> | WriteJson;
  /** Returns the projection of its client, which the mutation may prefetch with its own statements; null for none. */
  prefetch?(variables: Variables): Projection | null;
}

/**
 * A mutation: its resolver carries it out, and what is selected of the payload is written without resolvers, with a
 * single statement for the client. When that fails after all, the resolvers find the mutation done (see `mutate`).
 * @param isOnly whether the request has no other mutation
 */
export function compileMutation(
  compilation: Compilation,
  selected: Selected,
  isOnly: boolean,
): AnswerRoot {
  const { field } = selected;
  const type = getNamedType(field?.type);
  if (!field || !isObjectType(type)) throw new Unsupported();
  const args = argumentsOf(selected);
  const carryOut = carryOutOf(field);
  const info = { fieldName: selected.name, path: { key: selected.key }, isOnly };
  const parts = selectedFields(compilation, type, selected.nodes).map((part, i) => ({
    opening: text(`${i === 0 ? '{' : ','}${JSON.stringify(part.key)}:`),
    field: part.field ? compileField(compilation, part) : { read: () => text(`"${type.name}"`) },
  }));
  if (parts.length === 0) throw new Unsupported();
  const [client, another] = parts.flatMap(({ field }) => (field.prefetch ? [field.prefetch] : []));
  const prefetch = client && !another ? client : () => null;
  return async (variables, context) => {
    const projection = prefetch(variables);
    const returning = projection && returningProjection(projection);
    const outcome = await carryOut(args(variables), context, { ...info, returning });
    const writers: WriteJson[] = [];
    for (const { opening, field } of parts) {
      writers.push(opening, await field.read(outcome, variables, context));
    }
    return (writer) => {
      for (const write of writers) write(writer);
      writer.putAscii('}');
    };
  };
}

const text =
  (written: string): WriteJson =>
  (writer) =>
    writer.putText(written);

function compileField(compilation: Compilation, selected: Selected): PayloadField {
  const { field } = selected;
  if (!field || field.args.length > 0) throw new Unsupported();
  const made = sourceOf(field);
  if (made && 'client' in made) {
    const records = compileRecords(compilation, selected, 'Client');
    const numberOf = made.client as (outcome: unknown) => number | null;
    return {
      prefetch: records.whole,
      read: (outcome, variables, context) => {
        const id = numberOf(outcome);
        if (id === null) return text('null');
        const { returned } = outcome as Payload<unknown>;
        return typeof returned === 'string'
          ? records.written(returned, variables, context)
          : records.one(id, variables, context);
      },
    };
  }
  const complete = completionOf(compilation, field.type, selected.nodes);
  const resolve = resolverOf(field);
  return {
    read: (outcome, _variables, context) => {
      const value = resolve(outcome, context);
      // What has to be waited for is read by the resolvers.
      if (value instanceof Promise) throw new Unsupported();
      return text(complete(value, context));
    },
  };
}
