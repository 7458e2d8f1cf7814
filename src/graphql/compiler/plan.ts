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
import { type AnswerRoot, roots } from './roots.ts';
import { type Compilation, Unsupported, type Variables } from './selection.ts';
import { compileVariables } from './variables.ts';

/** Most plans of one operation, which differ in the values of the variables that include or skip fields. */
const MAX_PLANS = 32;

/** Most fields in all plans of one operation; one plan is made however many it has. */
const MAX_PLANNED_FIELDS = 10_000;

/** Answers an operation: its whole result as JSON, each byte of UTF-8 as one character. */
type Answer = (variables: Variables, context: GraphQLContext) => Promise<string>;

/**
 * An operation as far as it can be compiled. A plan is made when it is first needed and kept for as long as the
 * document is.
 */
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
  /** How many fields the plans have at most, all together. */
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
   * The result of the operation as JSON, each byte of UTF-8 as one character; null when it is not one that can be compiled.
   * @throws whatever goes wrong: the resolvers then say what it was
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
  const type = schema.getRootType(definition.operation);
  if (!type) throw new Unsupported();
  const fields = collectFields(schema, { ...fragments }, switches, type, definition.selectionSet);
  const isMutation = definition.operation === OperationTypeNode.MUTATION;
  const isOnly = countMutations(fields) === 1;
  const parts = [...fields].map(([key, nodes], i) => {
    const name = nodes[0]?.name.value as string;
    const opening = constantBytes(`${i === 0 ? '{"data":{' : ','}${JSON.stringify(key)}:`);
    if (name === '__typename') return { name, opening, answer: typeName(type.name) };
    const field = type.getFields()[name];
    const compileRoot = roots[name];
    if (!field) throw new Unsupported();
    const selected = { key, name, nodes, field };
    if (isMutation)
      return { name, opening, answer: compileMutation(compilation, selected, isOnly) };
    if (!compileRoot) throw new Unsupported();
    return { name, opening, answer: compileRoot(compilation, selected) };
  });
  if (parts.length === 0) throw new Unsupported();
  const reads = parts.filter(({ name }) => name !== '__typename').length;
  return async (variables, context) => {
    const readAll = (reading: GraphQLContext) =>
      Promise.all(parts.map(async ({ answer }) => await answer(variables, reading)));
    const writers = isMutation
      ? await oneAfterTheOther(parts, ({ answer }) => answer(variables, context))
      : reads > 1
        ? await atOneMoment(context, readAll)
        : await readAll(context);
    return writeToLatin1((writer) => {
      for (const [i, { opening }] of parts.entries()) {
        writer.put(opening);
        writers[i]?.(writer);
      }
      writer.putAscii('}}');
    });
  };
}

/** Reads for several root fields, which all see the book as it is at one moment. */
const atOneMoment = <Result>(
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

async function oneAfterTheOther<Part>(
  parts: readonly Part[],
  read: (part: Part) => Promise<WriteJson>,
): Promise<WriteJson[]> {
  const writers: WriteJson[] = [];
  for (const part of parts) writers.push(await read(part));
  return writers;
}

/** The variables that stand in `@skip` and `@include`. */
function switchesOf(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ arguments: given = [] }) => {
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
