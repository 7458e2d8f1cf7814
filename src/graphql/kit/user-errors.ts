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
  description: 'Reasons of refusals. Codes are stable: programs may rely on them.',
  values: Object.fromEntries(
    Object.entries(errorCodes).map(([name, description]) => [name, { description }]),
  ) as Record<ErrorCode, { description: string }>,
});

/** A refusal that the caller can act on. */
export const UserError = builder.interfaceRef<Refusal>('UserError').implement({
  description: 'A refusal: the request changed nothing, and can be corrected.',
  fields: (t) => ({
    code: t.field({
      type: ErrorCodeEnum,
      description: 'Stable code for programs.',
      nullable: false,
      resolve: ({ code }) => code,
    }),
    message: t.exposeString('message', { description: 'Message for people.', nullable: false }),
    path: t.stringList({
      description:
        'Path of the refused value in the arguments: names and indexes, outermost first.',
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
  description: 'A refusal of an argument.',
  interfaces: [UserError],
});

builder.objectRef<Refusal>('ConflictError').implement({
  description: 'The client has another version than `expectedVersion`.',
  interfaces: [UserError],
  fields: (t) => ({
    currentVersion: t.int({
      description: 'Version of the client now.',
      nullable: false,
      resolve: ({ details }) => details.currentVersion as number,
    }),
    changedFields: t.stringList({
      description: 'Names of the fields and lists that changed since the expected version.',
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
      description: 'Client now.',
      resolve: ({ details }, _args, context, info) =>
        loadClient(context, info, details.clientId as number),
    }),
  }),
});

builder.objectRef<Refusal>('CountMismatchError').implement({
  description: 'The selection has another number of clients than `expectedCount`.',
  interfaces: [UserError],
  fields: (t) => ({
    expectedCount: t.int({
      description: 'Number of clients expected.',
      nullable: false,
      resolve: ({ details }) => details.expectedCount as number,
    }),
    foundCount: t.int({
      description: 'Number of clients found.',
      nullable: false,
      resolve: ({ details }) => details.foundCount as number,
    }),
  }),
});

builder.objectRef<Refusal>('PasswordError').implement({
  description: 'The header `X-API-PASSWORD` lacks the correct password.',
  interfaces: [UserError],
  fields: (t) => ({
    attemptsLeft: t.int({
      description: 'Number of attempts left; null if no password was sent.',
      resolve: ({ details }) => (details.attemptsLeft as number | undefined) ?? null,
    }),
    lockedUntil: t.field({
      type: 'DateTime',
      description: 'End of the lock; null if the user is not locked.',
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
