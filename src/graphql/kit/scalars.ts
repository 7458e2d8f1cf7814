import {
  type FloatValueNode,
  GraphQLError,
  GraphQLScalarType,
  type IntValueNode,
  Kind,
  print,
  type ValueNode,
  valueFromASTUntyped,
  visit,
} from 'graphql';
import { isInstant } from '../../domain/core/instant.ts';
import { isStorableAmount } from '../../domain/core/money.ts';
import { isExact, plainDigits } from '../../domain/text/exact-numbers.ts';
import { ExpectedFile, type PendingFile } from '../multipart/uploaded-files.ts';

/** A date, or a date and time with an offset from UTC. */
const MOMENT =
  /^(\d{4}-\d{2}-\d{2})(?:(T\d{2}:\d{2})(:\d{2})?(?:(?<=:\d{2}:\d{2})\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2}))?$/;

/** @param node of the value in the document; absent for a value of a variable */
const invalid = (message: string, node: ValueNode | undefined) =>
  new GraphQLError(message, { nodes: node, extensions: { code: 'INVALID_INPUT' } });

/** Quotes a value as it was sent. */
const shown = (value: unknown, node: ValueNode | undefined) => {
  const text = node ? print(node) : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** @param value a text, or a number as it was written or parsed */
function parseDecimal(value: unknown, node?: ValueNode): string {
  const isNumber = node ? isNumeric(node) : typeof value === 'number';
  // Numbers may have exponents. Digits lost in parsing are refused with the request.
  const text = isNumber ? plainDigits(String(value)) : value;
  if (isStorableAmount(text)) return text;
  throw invalid(
    `${shown(value, node)} is not a decimal with at most 14 digits before the point and 6 after it.`,
    node,
  );
}

const isNumeric = (node: ValueNode): node is IntValueNode | FloatValueNode =>
  node.kind === Kind.INT || node.kind === Kind.FLOAT;

/** Returns the value of a string literal; null for other literals. */
const textIn = (node: ValueNode): string | null => (node.kind === Kind.STRING ? node.value : null);

function parseMoment(value: unknown, node?: ValueNode): string {
  const parts = typeof value === 'string' ? MOMENT.exec(value) : null;
  const fraction = parts?.[4]?.replace(/0+$/, '') ?? '';
  if (fraction.length > 6) {
    throw invalid(`${shown(value, node)} is finer than a microsecond.`, node);
  }
  const moment = parts && momentOf(parts, fraction);
  if (moment) return moment;
  throw invalid(
    `${shown(value, node)} is not a moment such as 2026-01-31T12:00:00Z, nor a date such as 2026-01-31.`,
    node,
  );
}

/**
 * Formats a time in UTC, to the millisecond, or to the microsecond if it is finer. Returns null if the day, the time or
 * the offset does not exist.
 */
function momentOf([, day, minute, second = ':00', , offset]: readonly string[], fraction: string) {
  if (!isInstant(`${day}T00:00:00.000Z`)) return null;
  const time = Date.parse(minute ? `${day}${minute}${second}${offset}` : `${day}`);
  if (Number.isNaN(time)) return null;
  const moment = new Date(time).toISOString();
  const digits = fraction.padEnd(fraction.length > 3 ? 6 : 3, '0');
  return isInstant(moment) ? moment.replace(/\.000Z$/, `.${digits}Z`) : null;
}

/** `Decimal`: an exact decimal. */
export const DecimalScalar = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'An exact decimal as a string without trailing zeros: `"12.5"`. At most 14 digits before the point and 6 after it. Input may be a number, too.',
  serialize: (value) =>
    typeof value === 'string' ? value : (value as { toFixed(): string }).toFixed(),
  parseValue: (value) => parseDecimal(value),
  parseLiteral: (node) => parseDecimal(isNumeric(node) ? node.value : textIn(node), node),
});

/** `DateTime`: a time. */
export const DateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description:
    'A time in UTC by ISO 8601, to the millisecond: `"2026-01-31T12:00:00.000Z"`. Input may have another offset, or be a date, which means its start in UTC. Filters compare to the microsecond.',
  serialize: (value) => (value as Date).toISOString(),
  parseValue: (value) => parseMoment(value),
  parseLiteral: (node) => parseMoment(textIn(node), node),
});

/** `JSON`: any JSON value. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description:
    'Any JSON value. Numbers that a double cannot hold exactly are refused: send them as strings.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => {
    requireExact(node);
    return valueFromASTUntyped(node, variables);
  },
});

/** Requires that a double holds each number of a literal exactly. @throws INVALID_INPUT */
function requireExact(node: ValueNode): void {
  visit(node, {
    enter: (part) => {
      if (part.kind !== Kind.INT && part.kind !== Kind.FLOAT) return;
      if (!isExact(part.value))
        throw invalid(
          `The number ${shown(part.value, part)} cannot be kept exactly; send it as a text.`,
          part,
        );
    },
  });
}

/** `Upload`: a file of a multipart request. */
export const UploadScalar = new GraphQLScalarType<PendingFile, never>({
  name: 'Upload',
  description:
    'A file, sent by the GraphQL multipart request specification: null in the variables, and the file as a part of the form.',
  parseValue: (value) => {
    if (value instanceof ExpectedFile) return value.arrival;
    throw new GraphQLError('Send the file as a part of a multipart request.');
  },
  parseLiteral: (node) => {
    throw new GraphQLError('Send the file as a variable.', { nodes: node });
  },
  serialize: () => {
    throw new Error('Files are input only.');
  },
});
