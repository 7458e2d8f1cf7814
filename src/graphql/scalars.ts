import {
  GraphQLError,
  GraphQLScalarType,
  Kind,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { type FileUpload, Upload } from 'graphql-upload-minimal';
import { isOfKind } from '../domain/kinds.ts';

/** Amounts have up to 14 digits before the point and 6 after it, as their columns do. */
const DECIMAL = /^-?\d{1,14}(\.\d{1,6})?$/;

/** A date, or a moment with its offset from UTC. */
const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** @param node where the value stands in the document; absent for one that came as a variable */
const invalid = (message: string, node: ValueNode | undefined) =>
  new GraphQLError(message, { nodes: node, extensions: { code: 'INVALID_INPUT' } });

const shown = (value: unknown) => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

function parseDecimal(value: unknown, node?: ValueNode): string {
  const text = typeof value === 'number' ? digitsOf(value) : value;
  if (typeof text === 'string' && DECIMAL.test(text)) return text;
  throw invalid(
    `${shown(value)} is not a decimal with at most 14 digits before the point and 6 after it.`,
    node,
  );
}

/** A JSON number as its digits; null when it has more than 15 of them, since it may not be what was meant then. */
const digitsOf = (value: number): string | null =>
  Number(value.toPrecision(15)) === value ? String(value) : null;

function parseMoment(value: unknown, node?: ValueNode): string {
  const moment = typeof value === 'string' && MOMENT.test(value) ? momentOf(value) : null;
  if (moment !== null) return moment;
  throw invalid(
    `${shown(value)} is not a moment such as 2026-01-31T12:00:00Z, nor a date such as 2026-01-31.`,
    node,
  );
}

/** The moment in UTC; null when the day, the time or the offset does not exist. */
function momentOf(text: string): string | null {
  const time = Date.parse(text);
  const day = text.slice(0, 10);
  if (Number.isNaN(time) || !isOfKind('time', `${day}T00:00:00.000Z`)) return null;
  const moment = new Date(time).toISOString();
  return isOfKind('time', moment) ? moment : null;
}

/** An exact amount. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'An exact decimal as text, without trailing zeros: `"12.5"`. At most 14 digits before the point and 6 after it. Numbers are taken as well.',
  serialize: (value) =>
    typeof value === 'string' ? value : (value as { toFixed(): string }).toFixed(),
  parseValue: (value) => parseDecimal(value),
  parseLiteral: (node) => {
    const isNumber = node.kind === Kind.INT || node.kind === Kind.FLOAT;
    return parseDecimal(isNumber || node.kind === Kind.STRING ? node.value : null, node);
  },
});

/** A moment. */
export const DateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description:
    'A moment in UTC, to the millisecond, by ISO 8601: `"2026-01-31T12:00:00.000Z"`. Input may have another offset, or be a date, which means its start in UTC.',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: (value) => parseMoment(value),
  parseLiteral: (node) => parseMoment(node.kind === Kind.STRING ? node.value : null, node),
});

/** Any JSON. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'A JSON value as it is.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

/** A file of a multipart request, which arrives while the operation is executed. */
export type ArrivingFile = Promise<FileUpload>;

/** `Upload`: a file that is sent beside the operation. */
export const UploadScalar = new GraphQLScalarType<ArrivingFile, never>({
  name: 'Upload',
  description:
    'A file, sent by the GraphQL multipart request specification: null in its place, and the file as a part of the form.',
  parseValue: (value) => {
    if (value instanceof Upload) return value.promise;
    throw new GraphQLError('A file is sent as a part of a multipart request.');
  },
  parseLiteral: (node) => {
    throw new GraphQLError('A file is sent as a variable.', { nodes: node });
  },
  serialize: () => {
    throw new Error('Files are only ever sent to us.');
  },
});
