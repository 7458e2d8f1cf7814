import { getNamedType, isObjectType } from 'graphql';
import type { Draft } from '../../domain/read/sink.ts';
import type { GraphQLContext } from '../builder.ts';
import { argumentsOf } from './arguments.ts';
import { completionOf } from './completion.ts';
import { carryOutOf, readingOf, resolverOf } from './reading.ts';
import { type AnswerRoot, compileRecords } from './roots.ts';
import {
  type Compilation,
  type Selected,
  selectedFields,
  Unsupported,
  type Variables,
} from './selection.ts';

/** Reads a field of a payload once the mutation is done. */
type WriteField = (
  outcome: unknown,
  variables: Variables,
  context: GraphQLContext,
) => Promise<Draft> | Draft;

/**
 * A mutation: its resolver carries it out, and what is selected of the payload is written without resolvers, with a
 * single statement for the client. When that fails after all, the resolvers find the mutation done (see `mutate`).
 */
export function compileMutation(compilation: Compilation, selected: Selected): AnswerRoot {
  const { field } = selected;
  const type = getNamedType(field?.type);
  if (!field || !isObjectType(type)) throw new Unsupported();
  const args = argumentsOf(selected);
  const carryOut = carryOutOf(field);
  const info = { fieldName: selected.name, path: { key: selected.key } };
  const parts = selectedFields(compilation, type, selected.nodes).map((part, i) => ({
    opening: `${i === 0 ? '{' : ','}${JSON.stringify(part.key)}:`,
    read: part.field ? compileField(compilation, part) : () => text(`"${type.name}"`),
  }));
  if (parts.length === 0) throw new Unsupported();
  return async (variables, context) => {
    const outcome = await carryOut(args(variables), context, info);
    const drafts: Draft[] = [];
    for (const { opening, read } of parts) {
      drafts.push(text(opening), await read(outcome, variables, context));
    }
    return (sink) => {
      for (const draft of drafts) draft(sink);
      sink.putAscii('}');
    };
  };
}

const text =
  (written: string): Draft =>
  (sink) =>
    sink.putText(written);

function compileField(compilation: Compilation, selected: Selected): WriteField {
  const { field } = selected;
  if (!field || field.args.length > 0) throw new Unsupported();
  const made = readingOf(field);
  if (made && 'client' in made) {
    const read = compileRecords(compilation, selected, 'Client');
    const numberOf = made.client as (outcome: unknown) => number | null;
    return (outcome, variables, context) => {
      const id = numberOf(outcome);
      return id === null ? text('null') : read.one(id, variables, context);
    };
  }
  const complete = completionOf(compilation, field.type, selected.nodes);
  const resolve = resolverOf(field);
  return (outcome, _variables, context) => {
    const value = resolve(outcome, context);
    // What has to be waited for is read by the resolvers.
    if (value instanceof Promise) throw new Unsupported();
    return text(complete(value, context));
  };
}
