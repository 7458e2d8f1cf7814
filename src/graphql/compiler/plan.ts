import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  visit,
} from 'graphql';
import { collectFields } from 'graphql/execution/collectFields.js';
import { constantBytes, type WriteJson, writeToLatin1 } from '../../projection/byte-writer.ts';
import {
  type SelectorVariable,
  selectorVariables,
  unsetVariable,
} from '../http/selector-variables.ts';
import type { GraphQLContext } from '../kit/builder.ts';
import { countMutations, selectedFieldsOf } from '../kit/selected-fields.ts';
import { compileMutation } from './mutations.ts';
import type { Execution } from './records.ts';
import { type AnswerRoot, roots } from './roots.ts';
import { type Compilation, Unsupported, unsupported, type Variables } from './selection.ts';
import { compileVariables } from './variables.ts';

/** Plans of one operation, one for each set of values of the variables that include or skip fields. */
const MAX_PLANS = 32;

/** Fields in all plans of one operation. A first plan is made even with more. */
const MAX_PLANNED_FIELDS = 10_000;

/** Executes an operation and returns its result as JSON, each byte of UTF-8 as one character. */
type Answer = (variables: Variables, context: GraphQLContext) => Promise<string>;

/** An operation with its plans. A plan is compiled on first use and kept as long as the document. */
export class Operation {
  readonly #schema: GraphQLSchema;
  readonly #definition: OperationDefinitionNode;
  readonly #fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly #variablesOf: ReturnType<typeof compileVariables>;
  readonly #selectors: readonly SelectorVariable[];
  /** The variables by which fields are included or skipped. */
  readonly #switches: readonly string[];
  readonly #plans = new Map<string, Answer | null>();
  readonly #mostPlans: number;
  /** Upper bound of the fields in all plans, for the size of the cache. */
  readonly mostFields: number;

  constructor(schema: GraphQLSchema, document: DocumentNode, definition: OperationDefinitionNode) {
    this.#schema = schema;
    this.#definition = definition;
    this.#variablesOf = compileVariables(schema, definition.variableDefinitions ?? []);
    this.#fragments = Object.fromEntries(
      document.definitions.flatMap((part) =>
        part.kind === Kind.FRAGMENT_DEFINITION ? [[part.name.value, part]] : [],
      ),
    );
    this.#selectors = selectorVariables(document, definition);
    this.#switches = switchesOf(document);
    const fields = selectedFieldsOf(document, [definition]);
    const affordable = Math.max(1, Math.floor(MAX_PLANNED_FIELDS / Math.max(1, fields)));
    this.#mostPlans = Math.min(MAX_PLANS, affordable, 2 ** this.#switches.length);
    this.mostFields = fields * this.#mostPlans;
  }

  /**
   * Executes the operation and returns its result as JSON, each byte of UTF-8 as one character; null if it cannot be
   * compiled.
   * @throws any error of the execution. The resolved path then reports it
   */
  async answer(
    given: Readonly<Record<string, unknown>>,
    context: GraphQLContext,
  ): Promise<string | null> {
    if (unsetVariable(this.#selectors, given)) return null;
    const variables = this.#variablesOf(given);
    const answer = variables && this.#planFor(variables);
    return answer ? await answer(variables, context) : null;
  }

  #planFor(variables: Variables): Answer | null {
    const switches = Object.fromEntries(this.#switches.map((name) => [name, variables[name]]));
    const key = Object.values(switches).map(Number).join('');
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    if (this.#plans.size >= this.#mostPlans) return null;
    const plan = this.#compile(switches);
    this.#plans.set(key, plan);
    return plan;
  }

  #compile(switches: Variables): Answer | null {
    const compilation = { schema: this.#schema, fragments: this.#fragments, switches };
    try {
      return compileOperation(compilation, this.#definition);
    } catch (error) {
      if (error instanceof Unsupported) return null;
      throw error;
    }
  }
}

function compileOperation(compilation: Compilation, definition: OperationDefinitionNode): Answer {
  const { schema, fragments, switches } = compilation;
  const type = schema.getRootType(definition.operation) ?? unsupported();
  const fields = collectFields(schema, { ...fragments }, switches, type, definition.selectionSet);
  const isMutation = definition.operation === OperationTypeNode.MUTATION;
  const isOnly = countMutations(fields) === 1;
  const parts = [...fields].map(([key, nodes], i): Part => {
    const name = nodes[0]?.name.value ?? unsupported();
    const opening = constantBytes(`${i === 0 ? '{"data":{' : ','}${JSON.stringify(key)}:`);
    if (name === '__typename') return { name, opening, answer: typeName(type.name) };
    const field = type.getFields()[name] ?? unsupported();
    const selected = { key, name, nodes, field };
    const answer = isMutation
      ? compileMutation(compilation, selected, isOnly)
      : (roots[name] ?? unsupported)(compilation, selected);
    return { name, opening, answer };
  });
  if (parts.length === 0) throw new Unsupported();
  const read = isMutation ? readInSequence : readTogether;
  return async (variables, context) => {
    const writers = await read(parts, { variables, context });
    return writeToLatin1((writer) => {
      for (const [i, { opening }] of parts.entries()) {
        writer.putBytes(opening);
        writers[i]?.(writer);
      }
      writer.putAscii('}}');
    });
  };
}

/** A root field: its key with the brackets or the comma before it, and its value. */
interface Part {
  readonly name: string;
  readonly opening: Uint8Array;
  readonly answer: AnswerRoot;
}

/** Reads the root fields of a query: several of them in one snapshot. */
async function readTogether(
  parts: readonly Part[],
  { variables, context }: Execution,
): Promise<WriteJson[]> {
  const readAll = (reading: GraphQLContext) =>
    Promise.all(parts.map(({ answer }) => answer(variables, reading)));
  const reads = parts.filter(({ name }) => name !== '__typename').length;
  return reads > 1 ? await inSnapshot(context, readAll) : await readAll(context);
}

async function readInSequence(
  parts: readonly Part[],
  { variables, context }: Execution,
): Promise<WriteJson[]> {
  const writers: WriteJson[] = [];
  for (const { answer } of parts) writers.push(await answer(variables, context));
  return writers;
}

/** Reads several root fields in one snapshot. */
const inSnapshot = <Result>(
  context: GraphQLContext,
  read: (context: GraphQLContext) => Promise<Result>,
): Promise<Result> =>
  context.db.snapshot(({ query, queryText }) =>
    read({ ...context, db: { ...context.db, query, queryText } }),
  );

const typeName =
  (name: string): AnswerRoot =>
  async () =>
  (writer) =>
    writer.putAscii(`"${name}"`);

/** Returns the variables in `@skip` and `@include`. */
function switchesOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
