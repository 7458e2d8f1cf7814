import type { WriteJson } from '../../projection/byte-writer.ts';
import type { Projection } from '../../projection/projection.ts';
import { returningProjection } from '../../projection/records.ts';
import type { Payload } from '../kit/mutation.ts';
import { argumentsOf } from './arguments.ts';
import { completionOf } from './completion.ts';
import { mutationOf, resolverOf, sourceOf } from './field-source.ts';
import { compileRecords, type Execution } from './records.ts';
import type { AnswerRoot } from './roots.ts';
import {
  type Compilation,
  objectTypeOf,
  type Selected,
  selectedFields,
  Unsupported,
  type Variables,
} from './selection.ts';

/** A compiled field of a payload. */
interface PayloadField {
  /** Reads the field after the mutation. */
  read(outcome: unknown, execution: Execution): Promise<WriteJson> | WriteJson;
  /** Returns the projection of its client, which the mutation may prefetch with its own statements; null for none. */
  prefetch?(variables: Variables): Projection | null;
}

/**
 * Compiles a mutation. Its resolver runs it, and its payload is written without resolvers, with one statement for the
 * client. If that fails, the resolvers find the mutation done and answer with its result: see `mutate`.
 * @param isOnly whether the request has no other mutation
 */
export function compileMutation(
  compilation: Compilation,
  selected: Selected,
  isOnly: boolean,
): AnswerRoot {
  const { field, name, key } = selected;
  if (!field) throw new Unsupported();
  const type = objectTypeOf(selected);
  const args = argumentsOf(selected);
  const run = mutationOf(field);
  const parts = selectedFields(compilation, type, selected.nodes).map((part, i) => ({
    opening: constant(`${i === 0 ? '{' : ','}${JSON.stringify(part.key)}:`),
    field: part.field ? compileField(compilation, part) : typeName(type.name),
  }));
  if (parts.length === 0) throw new Unsupported();
  const [client, another] = parts.flatMap(({ field }) => (field.prefetch ? [field.prefetch] : []));
  const prefetch = client && !another ? client : () => null;
  return async (variables, context) => {
    const projection = prefetch(variables);
    const returning = projection && returningProjection(projection);
    const call = { fieldName: name, path: { key }, isOnly, returning };
    const outcome = await run(args(variables), context, call);
    const writers: WriteJson[] = [];
    for (const { opening, field } of parts) {
      writers.push(opening, await field.read(outcome, { variables, context }));
    }
    return (writer) => {
      for (const write of writers) write(writer);
      writer.putAscii('}');
    };
  };
}

const constant =
  (text: string): WriteJson =>
  (writer) =>
    writer.putText(text);

const typeName = (name: string): PayloadField => ({ read: () => constant(`"${name}"`) });

function compileField(compilation: Compilation, selected: Selected): PayloadField {
  const { field } = selected;
  if (!field || field.args.length > 0) throw new Unsupported();
  const source = sourceOf(field);
  if (source && 'client' in source) {
    return compileClient(
      compilation,
      selected,
      source.client as (outcome: unknown) => number | null,
    );
  }
  const complete = completionOf(compilation, field.type, selected.nodes);
  const resolve = resolverOf(field);
  return {
    read: (outcome, { context }) => {
      const value = resolve(outcome, context);
      // A promise is left to the resolvers.
      if (value instanceof Promise) throw new Unsupported();
      return constant(complete(value, context));
    },
  };
}

function compileClient(
  compilation: Compilation,
  selected: Selected,
  idOf: (outcome: unknown) => number | null,
): PayloadField {
  const records = compileRecords(compilation, selected, 'Client');
  return {
    prefetch: records.projection,
    read: (outcome, execution) => {
      const id = idOf(outcome);
      if (id === null) return constant('null');
      const { returned } = outcome as Payload<unknown>;
      return typeof returned === 'string'
        ? records.writerOf(returned, execution)
        : records.one(id, execution);
    },
  };
}
