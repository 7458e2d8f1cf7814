import { changedSince } from '../../domain/changes/changes.ts';
import { requireViewer } from '../../domain/core/context.ts';
import {
  DomainError,
  DomainErrors,
  type ErrorCode,
  errorCodes,
  type Refusal,
} from '../../domain/core/errors.ts';
import { loadClient } from '../queries/client-query.ts';
import { Client } from '../types/client.ts';
import { builder } from './builder.ts';

/** Every reason for a refusal. */
const ErrorCodeEnum = builder.enumType('ErrorCode', {
  description: 'Every reason for which something is refused.',
  values: Object.fromEntries(
    Object.entries(errorCodes).map(([name, description]) => [name, { description }]),
  ) as Record<ErrorCode, { description: string }>,
});

/** A refusal that the caller can act on. */
export const UserError = builder.interfaceRef<Refusal>('UserError').implement({
  description: 'Why something was refused.',
  fields: (t) => ({
    code: t.field({
      type: ErrorCodeEnum,
      description: 'The reason, for programs.',
      nullable: false,
      resolve: ({ code }) => code,
    }),
    message: t.exposeString('message', { description: 'The reason, for people.', nullable: false }),
    path: t.stringList({
      description:
        'Where in the arguments the reason stands: names and indexes from the outside in.',
      nullable: { list: false, items: false },
      resolve: ({ inputPath }) => inputPath.map(String),
    }),
  }),
  resolveType: ({ code }) => {
    if (code === 'CONFLICT') return 'ConflictError';
    if (code === 'COUNT_MISMATCH') return 'CountMismatchError';
    return code.startsWith('PASSWORD_') ? 'PasswordError' : 'InputError';
  },
});

builder.objectRef<Refusal>('InputError').implement({
  description: 'Something in the request is refused.',
  interfaces: [UserError],
});

builder.objectRef<Refusal>('ConflictError').implement({
  description: 'The client has changed since the version that was expected.',
  interfaces: [UserError],
  fields: (t) => ({
    currentVersion: t.int({
      description: 'The version that the client has now.',
      nullable: false,
      resolve: ({ details }) => details.currentVersion as number,
    }),
    changedFields: t.stringList({
      description: 'Names of the fields and parts that have changed since the expected version.',
      nullable: { list: false, items: false },
      resolve: ({ details }, _args, context) =>
        changedSince(
          requireViewer(context),
          details.clientId as number,
          details.expectedVersion as number,
        ),
    }),
    current: t.field({
      type: Client,
      description: 'The client as it is now.',
      resolve: ({ details }, _args, context, info) =>
        loadClient(context, info, details.clientId as number),
    }),
  }),
});

builder.objectRef<Refusal>('CountMismatchError').implement({
  description: 'The number of clients that are meant is not the expected one.',
  interfaces: [UserError],
  fields: (t) => ({
    expectedCount: t.int({
      description: 'How many were expected.',
      nullable: false,
      resolve: ({ details }) => details.expectedCount as number,
    }),
    foundCount: t.int({
      description: 'How many there are.',
      nullable: false,
      resolve: ({ details }) => details.foundCount as number,
    }),
  }),
});

builder.objectRef<Refusal>('PasswordError').implement({
  description: "The request was not confirmed by the user's password.",
  interfaces: [UserError],
  fields: (t) => ({
    attemptsLeft: t.int({
      description: 'How many more wrong passwords are allowed; null when none was sent.',
      resolve: ({ details }) => (details.attemptsLeft as number | undefined) ?? null,
    }),
    lockedUntil: t.field({
      type: 'DateTime',
      description: 'Until when no password is accepted; null while some are.',
      resolve: ({ details }) => (details.lockedUntil as Date | undefined) ?? null,
    }),
  }),
});

/** The refusals in what was thrown. Anything that is no refusal is thrown on. */
export function userErrorsFrom(error: unknown): readonly Refusal[] {
  if (error instanceof DomainErrors) return toUserErrors(error.errors);
  if (error instanceof DomainError) return toUserErrors([error]);
  throw error;
}

/** Refusals as values: GraphQL takes an Error that it finds in an answer for a failure of the field. */
export const toUserErrors = (errors: readonly Refusal[]): Refusal[] =>
  errors.map(({ code, message, inputPath, details }) => ({ code, message, inputPath, details }));
