import {
  type GraphQLField,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  lexicographicSortSchema,
  printSchema,
  validateSchema,
} from 'graphql';
import { expect, test } from 'vitest';
import { schema } from '../../src/graphql/schema.ts';

const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

const outputFields = (type: GraphQLNamedType): GraphQLField<unknown, unknown>[] =>
  isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];

/** Everything in the schema that has a name, by its coordinate: `Query.clients(first:)`. */
const members = types.flatMap((type) => [
  { at: type.name, kind: 'type', name: type.name, description: type.description },
  ...outputFields(type).flatMap(({ name, description, args }) => [
    { at: `${type.name}.${name}`, kind: 'field', name, description },
    ...args.map((arg) => ({
      at: `${type.name}.${name}(${arg.name}:)`,
      kind: 'argument',
      name: arg.name,
      description: arg.description,
    })),
  ]),
  ...(isInputObjectType(type) ? Object.values(type.getFields()) : []).map((field) => ({
    at: `${type.name}.${field.name}`,
    kind: 'input field',
    name: field.name,
    description: field.description,
  })),
  ...(isEnumType(type) ? type.getValues() : []).map((value) => ({
    at: `${type.name}.${value.name}`,
    kind: 'enum value',
    name: value.name,
    description: value.description,
  })),
]);

const at = (found: readonly { at: string }[]) => found.map((member) => member.at);

test('schema.graphql is the printed schema (`--update` rewrites it)', async () => {
  const text = printSchema(lexicographicSortSchema(schema));
  await expect(`${text}\n`).toMatchFileSnapshot('../../schema.graphql');
});

test('the schema is valid', () => {
  expect(validateSchema(schema)).toEqual([]);
});

test('every type, field, argument and value has a description that is a sentence', () => {
  expect(at(members.filter(({ description }) => !description?.trim()))).toEqual([]);
  expect(
    at(members.filter(({ description }) => !/^[\p{Lu}\d`].*[.:]$/su.test(description ?? ''))),
  ).toEqual([]);
});

test.for([
  ['type', /^[A-Z][A-Za-z0-9]*$/],
  ['field', /^[a-z][A-Za-z0-9]*$/],
  ['argument', /^[a-z][A-Za-z0-9]*$/],
  ['input field', /^[a-z][A-Za-z0-9]*$/],
  ['enum value', /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/],
] as const)('the name of every %s follows the naming convention', ([kind, form]) => {
  expect(at(members.filter((member) => member.kind === kind && !form.test(member.name)))).toEqual(
    [],
  );
});

test.for([
  ['input types', isInputObjectType, /(Input|Filter|Range|Sort|Quantifiers|Identifier)$/],
  ['connections', (type: GraphQLNamedType) => 'edges' in fieldsOf(type), /Connection$/],
  [
    'edges',
    (type: GraphQLNamedType) => 'cursor' in fieldsOf(type) && 'node' in fieldsOf(type),
    /Edge$/,
  ],
] as const)('names of %s have their suffix', ([, isOne, form]) => {
  const named = types.filter((type) => isOne(type)).map(({ name }) => name);
  expect(named.filter((name) => !form.test(name))).toEqual([]);
});

const fieldsOf = (type: GraphQLNamedType): Record<string, string> =>
  Object.fromEntries(outputFields(type).map((field) => [field.name, String(field.type)]));

test('connections follow the Relay specification', () => {
  const connections = types.filter(({ name }) => name.endsWith('Connection'));
  expect(connections.length).toBeGreaterThan(2);
  for (const { name } of connections) {
    const edge = name.replace(/Connection$/, 'Edge');
    const node = name.replace(/Connection$/, '');
    expect(fieldsOf(schema.getType(name) as GraphQLNamedType)).toMatchObject({
      edges: `[${edge}!]!`,
      nodes: `[${node}!]!`,
      pageInfo: 'PageInfo!',
    });
    expect(fieldsOf(schema.getType(edge) as GraphQLNamedType)).toEqual({
      cursor: 'String!',
      node: `${node}!`,
    });
  }
  expect(fieldsOf(schema.getType('PageInfo') as GraphQLNamedType)).toEqual({
    hasNextPage: 'Boolean!',
    hasPreviousPage: 'Boolean!',
    startCursor: 'String',
    endCursor: 'String',
  });
});

test('every field with a connection takes the arguments of a page', () => {
  const paged = types
    .flatMap(outputFields)
    .filter(({ type }) => String(type).endsWith('Connection!'));
  for (const { args } of paged) {
    const types = Object.fromEntries(args.map((arg) => [arg.name, String(arg.type)]));
    expect(types).toMatchObject({ first: 'Int', after: 'String', last: 'Int', before: 'String' });
  }
});

test('every node has an id that is unique across types', () => {
  const nodes = types.filter(
    (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'),
  );
  expect(nodes.map(({ name }) => name).sort()).toEqual([
    'Client',
    'Contact',
    'Document',
    'GatewayToken',
    'LedgerEntry',
  ]);
  for (const node of nodes) expect(fieldsOf(node)).toMatchObject({ id: 'ID!', nodeId: 'ID!' });
});

test('required arguments have no default, and lists have no null items', () => {
  const inputs = types.flatMap((type) => [
    ...outputFields(type).flatMap(({ name, args }) =>
      args.map((arg) => ({ ...arg, at: `${type.name}.${name}(${arg.name}:)` })),
    ),
    ...(isInputObjectType(type) ? Object.values(type.getFields()) : []).map((field) => ({
      ...field,
      at: `${type.name}.${field.name}`,
    })),
  ]);
  expect(
    at(
      inputs.filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue !== undefined),
    ),
  ).toEqual([]);
  expect(at(inputs.filter(({ type }) => /\[\w+\]/.test(String(type))))).toEqual([]);
});
