import { GraphQLError } from 'graphql';
import { type InexactNumber, inexactNumber } from '../../domain/text/exact-numbers.ts';

/** Requires that parsing a body lost no digit of a number in its variables. @throws INVALID_INPUT */
export function requireExactBody(body: string): void {
  const found = inBody(body);
  if (found) throw inexact({ ...found, path: found.path.slice(1) });
}

/** Requires that parsing the JSON of variables lost no digit of a number. @throws INVALID_INPUT */
export function requireExactVariables(variables: string): void {
  const found = inexactNumber(variables);
  if (found) throw inexact(found);
}

const inBody = (body: string): InexactNumber | null =>
  inexactNumber(body, ([first]) => first === 'variables');

/** Makes the error of a number that a double cannot hold exactly. */
export const inexact = ({ digits, path }: InexactNumber): GraphQLError =>
  new GraphQLError(`The number ${quoted(digits)} cannot be kept exactly; send it as a text.`, {
    extensions: { code: 'INVALID_INPUT', inputPath: path, http: { status: 400 } },
  });

const quoted = (digits: string): string =>
  digits.length > 60 ? `${digits.slice(0, 60)}…` : digits;
