import { DomainError, DomainErrors, type Refusal } from '../../domain/core/errors.ts';

/** Returns the refusals of an error. @throws the error if it is a defect */
export function userErrorsFrom(error: unknown): readonly Refusal[] {
  if (error instanceof DomainErrors) return toUserErrors(error.errors);
  if (error instanceof DomainError) return toUserErrors([error]);
  throw error;
}

/** Copies refusals into plain objects: graphql-js takes an Error among the values of a field for a failure of the field. */
export const toUserErrors = (errors: readonly Refusal[]): Refusal[] =>
  errors.map(({ code, message, inputPath, details }) => ({ code, message, inputPath, details }));
