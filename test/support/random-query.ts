import fc from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { schema } from '../../src/graphql/schema.ts';

/** A query with its variables. */
export interface RandomQuery {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** Values that fit the book, so that random arguments find something. */
export interface Samples {
  /** Ids of clients: values of `id` and of `nodeId`. */
  readonly clients: readonly string[];
  /** Ids of records of any type. */
  readonly ids: readonly string[];
  readonly texts: readonly string[];
  readonly cursors: readonly string[];
}

const type = (name: string) => schema.getType(name) as GraphQLObjectType;
const ROOTS = ['clients', 'clients', 'client', 'clientBy', 'node', 'nodes', '__typename'];
const RECORDS = ['Client', 'Contact', 'Document', 'GatewayToken', 'LedgerEntry'];

/**
 * Returns an arbitrary for queries over the part of the schema that can be compiled, with all fields, arguments,
 * aliases, fragments and directives.
 */
export const randomQuery = (samples: Samples): fc.Arbitrary<RandomQuery> =>
  fc
    .array(fc.nat(9999), { minLength: 200, maxLength: 200 })
    .map((numbers) => new QueryWriter(new Dice(numbers), samples).query());

/** Returns an arbitrary for the arguments of a list of clients, as a document has them. Page arguments are left out. */
export const randomList = (samples: Samples): fc.Arbitrary<string> =>
  fc
    .array(fc.nat(9999), { minLength: 40, maxLength: 40 })
    .map((numbers) => new QueryWriter(new Dice(numbers), samples).list());

/** Makes choices by given numbers, over and over: smaller numbers make simpler queries. */
class Dice {
  readonly #numbers: readonly number[];
  #thrown = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** Returns a number from 0 up to but not including `end`. */
  below(end: number): number {
    this.#thrown += 1;
    return (this.#numbers[this.#thrown % this.#numbers.length] as number) % end;
  }

  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }

  one<Value>(values: readonly Value[]): Value {
    return values[this.below(values.length)] as Value;
  }

  /** Returns at least one and at most `most` of the values, in any order. */
  some<Value>(values: readonly Value[], most: number): Value[] {
    const left = [...values];
    const count = Math.min(1 + this.below(most), left.length);
    return Array.from({ length: count }, () => left.splice(this.below(left.length), 1)[0] as Value);
  }
}

class QueryWriter {
  readonly #dice: Dice;
  readonly #samples: Samples;
  readonly #definitions: string[] = [];
  readonly #variables: Record<string, unknown> = {};
  readonly #fragments: string[] = [];
  #names = 0;

  constructor(dice: Dice, samples: Samples) {
    this.#dice = dice;
    this.#samples = samples;
  }

  query(): RandomQuery {
    const roots = Array.from({ length: 1 + this.#dice.below(3) }, () => this.#dice.one(ROOTS));
    const query = schema.getQueryType() as GraphQLObjectType;
    const body = roots.map((name) => this.#field(query, name, 0)).join(' ');
    const variables = this.#definitions.length > 0 ? `(${this.#definitions.join(', ')})` : '';
    return {
      query: `query Random${variables} { ${body} }\n${this.#fragments.join('\n')}`,
      variables: this.#variables,
    };
  }

  list(): string {
    const { args = [] } = schema.getQueryType()?.getFields().clients ?? {};
    const given = args.filter(({ name }) => ['filter', 'search', 'status', 'sort'].includes(name));
    return given
      .filter(() => this.#dice.chance(50))
      .map((arg) => `${arg.name}: ${literal(this.#value(arg, 0))}`)
      .join(', ');
  }

  #name(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }

  /** Writes a selection of a type, sometimes with fragments. */
  #selection(of: GraphQLObjectType | 'Node', depth: number): string {
    const names = of === 'Node' ? ['nodeId'] : Object.keys(of.getFields());
    const fields = this.#dice.some([...names, '__typename'], depth > 3 ? 4 : 9);
    const written = fields.map((name) => (of === 'Node' ? name : this.#field(of, name, depth)));
    if (of !== 'Node') return this.#inFragments(of.name, written);
    const ofTypes = this.#dice
      .some(RECORDS, 5)
      .map((name) => `... on ${name} ${this.#braces(type(name), depth)}`);
    return [...written, ...ofTypes].join(' ');
  }

  #braces(of: GraphQLObjectType | 'Node', depth: number): string {
    return `{ ${this.#selection(of, depth + 1)} }`;
  }

  #inFragments(name: string, fields: readonly string[]): string {
    if (!this.#dice.chance(25)) return fields.join(' ');
    const cut = this.#dice.below(fields.length);
    const inside = fields.slice(cut).join(' ');
    const on = RECORDS.includes(name) && this.#dice.chance(30) ? null : name;
    const outside = fields.slice(0, cut).join(' ');
    if (on === null)
      return `${outside} ...${this.#directive()} { ${inside} } ... on Node { nodeId }`;
    if (this.#dice.chance(50)) return `${outside} ... on ${on}${this.#directive()} { ${inside} }`;
    const fragment = this.#name('F');
    this.#fragments.push(`fragment ${fragment} on ${on} { ${inside} }`);
    return `${outside} ...${fragment}${this.#directive()}`;
  }

  #field(parent: GraphQLObjectType, name: string, depth: number): string {
    if (name === '__typename') return `${this.#alias(20)}__typename`;
    const field = parent.getFields()[name] as GraphQLField<unknown, unknown>;
    // Fields of one name must not differ in their arguments.
    const alias = this.#alias(field.args.length > 0 ? 100 : 15);
    const below = getNamedType(field.type);
    const braces =
      below.name === 'Node'
        ? this.#braces('Node', depth)
        : isObjectType(below)
          ? this.#braces(below, depth)
          : '';
    return `${alias}${name}${this.#arguments(field)}${this.#directive()} ${braces}`;
  }

  #alias(percent: number): string {
    return this.#dice.chance(percent) ? `${this.#name('a')}: ` : '';
  }

  #directive(): string {
    if (!this.#dice.chance(12)) return '';
    const name = this.#dice.one(['skip', 'include']);
    return ` @${name}(if: ${this.#given('Boolean!', this.#dice.chance(50))})`;
  }

  /** Writes a value, either as a literal or as a variable. */
  #given(typeName: string, value: unknown, written = JSON.stringify(value)): string {
    if (!this.#dice.chance(40)) return written;
    const name = this.#name('v');
    this.#definitions.push(`$${name}: ${typeName}`);
    this.#variables[name] = value;
    return `$${name}`;
  }

  #arguments({ args }: GraphQLField<unknown, unknown>): string {
    const given = args.filter(
      (arg) => isNonNullType(arg.type) || this.#dice.chance(wanted[arg.name] ?? 25),
    );
    const written = given.map((arg) => {
      const value = this.#value(arg, 0);
      return `${arg.name}: ${this.#given(String(arg.type), plain(value), literal(value))}`;
    });
    return written.length > 0 ? `(${written.join(', ')})` : '';
  }

  #value({ name, type: given }: GraphQLArgument | GraphQLInputField, depth: number): unknown {
    if (!isNonNullType(given) && this.#dice.chance(4)) return null;
    return this.#valueOf(name, given, depth);
  }

  #valueOf(name: string, given: GraphQLInputType, depth: number): unknown {
    if (isNonNullType(given)) return this.#valueOf(name, given.ofType, depth);
    if (isListType(given)) {
      const length = this.#dice.below(depth > 2 ? 2 : 4);
      return Array.from({ length }, () => this.#valueOf(name, given.ofType, depth + 1));
    }
    if (isEnumType(given)) return new EnumValue(this.#dice.one(given.getValues()).name);
    if (isInputObjectType(given)) {
      const all = Object.values(given.getFields());
      const required = all.filter(({ type: of }) => isNonNullType(of));
      const others = all.filter((field) => !required.includes(field));
      const usual = others.filter(
        ({ type: of }) => depth < 3 || !isInputObjectType(getNamedType(of)),
      );
      const some = given.isOneOf
        ? [this.#dice.one(all)]
        : [...required, ...this.#dice.some(usual, 2)];
      return Object.fromEntries(
        some.map((field) => [
          field.name,
          given.isOneOf
            ? this.#valueOf(field.name, field.type, depth + 1)
            : this.#value(field, depth + 1),
        ]),
      );
    }
    return this.#scalar(name, getNamedType(given).name);
  }

  #scalar(name: string, scalar: string): unknown {
    const { clients, ids, texts, cursors } = this.#samples;
    switch (scalar) {
      case 'ID':
        return this.#dice.one(name === 'ids' ? ids : clients);
      case 'Int':
        return this.#dice.below(8);
      case 'Boolean':
        return this.#dice.chance(50);
      case 'Decimal':
        return this.#dice.one(['0', '12.5', '-3', '1000', '99999999999999.999999']);
      case 'DateTime':
        return this.#dice.one([
          '2020-01-01',
          '2024-05-06T07:08:09.010Z',
          '2030-01-01T00:00:00+02:00',
        ]);
      default:
        return name === 'after' || name === 'before'
          ? this.#dice.one(cursors)
          : this.#dice.one(texts);
    }
  }
}

/** Percentages by which optional arguments are given. Most combinations would be refused if all were likely. */
const wanted: Readonly<Record<string, number>> = {
  after: 6,
  before: 2,
  last: 10,
  offset: 10,
  first: 50,
  filter: 30,
  sort: 50,
  status: 40,
};

class EnumValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Returns a value as JSON has it. */
function plain(value: unknown): unknown {
  if (value instanceof EnumValue) return value.name;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

/** Writes a value as a document has it. */
function literal(value: unknown): string {
  if (value instanceof EnumValue) return value.name;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${key}: ${literal(inner)}`)
    .join(', ')} }`;
}
