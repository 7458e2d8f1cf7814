import fc from 'fast-check';
import {
  type GraphQLInputType,
  GraphQLList,
  getVariableValues,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  parse,
} from 'graphql';
import { expect, test } from 'vitest';
import { compileVariables } from '../../src/graphql/compiler/variables.ts';
import { schema } from '../../src/graphql/schema.ts';

const anything = fc.oneof(
  fc.constantFrom(null, undefined, true, 0, -1, 1.5, 2 ** 40, '', 'a', '276', [], {}),
  fc.string(),
  fc.array(fc.constantFrom('a', null, 1)),
  fc.constant({ __proto__: null, nothing: 1 }),
);

/** Generates values, mostly of a type, and sometimes others. */
function valuesOf(type: GraphQLInputType, depth: number): fc.Arbitrary<unknown> {
  const proper = properValuesOf(type, depth);
  return fc.oneof(
    { weight: 12, arbitrary: proper },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: anything },
  );
}

function properValuesOf(type: GraphQLInputType, depth: number): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return properValuesOf(type.ofType, depth);
  if (isListType(type)) {
    const item = valuesOf(type.ofType, depth - 1);
    return depth <= 0 ? fc.constant([]) : fc.oneof(fc.array(item, { maxLength: 3 }), item);
  }
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  if (!isInputObjectType(type)) {
    return fc.constantFrom('1', 'Berlin', 7, 0.5, true, '2024-01-02T03:04:05.000Z', '12.50');
  }
  if (depth <= 0) return fc.constant({});
  const fields = Object.values(type.getFields());
  return fc
    .subarray(fields, { maxLength: Math.min(fields.length, type.isOneOf ? 2 : 6) })
    .chain((some) => fc.shuffledSubarray(some, { minLength: some.length }))
    .chain((some) =>
      fc
        .tuple(...some.map((field) => valuesOf(field.type, depth - 1)))
        .map((values) => Object.fromEntries(some.map(({ name }, i) => [name, values[i]]))),
    );
}

const operationOf = (text: string) => {
  const [definition] = parse(text, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('There is no operation.');
  return definition satisfies OperationDefinitionNode;
};

test.each([
  [
    'UpsertClientInput!',
    'mutation ($v: UpsertClientInput!) { upsertClient(input: $v) { outcome } }',
  ],
  [
    '[UpsertClientInput!]!',
    'mutation ($v: [UpsertClientInput!]!) { upsertClients(inputs: $v) { replayed } }',
  ],
  ['ClientFilter', 'query ($v: ClientFilter) { clients(filter: $v) { totalCount } }'],
  [
    '[ClientSort!]',
    'query ($v: [ClientSort!] = [{ field: NAME }]) { clients(sort: $v) { totalCount } }',
  ],
  ['ClientIdentifier!', 'query ($v: ClientIdentifier!) { clientBy(identifier: $v) { id } }'],
  ['Int', 'query ($v: Int = 20) { clients(first: $v) { totalCount } }'],
])('a variable of the type %s is coerced as by graphql-js', (name, text) => {
  const definitions = operationOf(text).variableDefinitions ?? [];
  const make = compileVariables(schema, definitions);
  const type = typeNamed(name);
  fc.assert(
    fc.property(fc.option(valuesOf(type, 4), { nil: undefined }), fc.boolean(), (value, absent) => {
      const given = absent ? {} : { v: value };
      const { coerced } = getVariableValues(schema, definitions, given);
      // As JSON, since the order of the fields counts as well.
      expect(JSON.stringify(make(given))).toBe(JSON.stringify(coerced ?? null));
    }),
    { numRuns: 300 },
  );
});

function typeNamed(name: string): GraphQLInputType {
  const type = schema.getType(name.replace(/[[\]!]/g, '')) as GraphQLInputType;
  return name.startsWith('[') ? new GraphQLList(type) : type;
}
