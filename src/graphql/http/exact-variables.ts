import { GraphQLError } from 'graphql';
import { type InexactNumber, inexactNumber } from '../../domain/text/exact-numbers.ts';

/** Makes sure that parsing the body of a request changed no number in its variables. @throws INVALID_INPUT */
export function requireExactBody(body: string): void {
  const found = inBody(body);
  if (found) throw inexact({ ...found, path: found.path.slice(1) });
}

/** Makes sure that parsing the text of variables changed no number in them. @throws INVALID_INPUT */
export function requireExactVariables(variables: string): void {
  const found = inexactNumber(variables);
  if (found) throw inexact(found);
}

const inBody = (body: string): InexactNumber | null =>
  inexactNumber(body, ([first]) => first === 'variables');

/** The refusal of a number that would not be kept as it was sent. */
export const inexact = ({ digits, path }: InexactNumber): GraphQLError =>
  new GraphQLError(`The number ${shown(digits)} cannot be kept exactly; send it as a text.`, {
    extensions: { code: 'INVALID_INPUT', inputPath: path, http: { status: 400 } },
  });

const shown = (digits: string): string => (digits.length > 60 ? `${digits.slice(0, 60)}…` : digits);
