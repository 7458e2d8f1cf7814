import { changedSince } from '../../domain/changes/changes.ts';
import { requireViewer } from '../../domain/core/context.ts';
import { errorCodes, type Refusal } from '../../domain/core/errors.ts';
import { builder, type FieldsOf } from '../kit/builder.ts';
import { describedEnum } from '../kit/kinds.ts';
import { Client } from './client.ts';
import { loadClient } from './client-loading.ts';

const ErrorCodeEnum = describedEnum(
  'ErrorCode',
  'Reasons of refusals. Codes are stable: programs may rely on them.',
  errorCodes,
);

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
      resolve: (refusal) => numberIn(refusal, 'currentVersion'),
    }),
    changedFields: t.stringList({
      description: 'Names of the fields and lists that changed since the expected version.',
      nullable: { list: false, items: false },
      resolve: (refusal, _args, context) =>
        changedSince(
          requireViewer(context),
          numberIn(refusal, 'clientId'),
          numberIn(refusal, 'expectedVersion'),
        ),
    }),
    current: t.field({
      type: Client,
      description: 'Client now.',
      resolve: (refusal, _args, context, info) =>
        loadClient(context, info, numberIn(refusal, 'clientId')),
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
      resolve: (refusal) => numberIn(refusal, 'expectedCount'),
    }),
    foundCount: t.int({
      description: 'Number of clients found.',
      nullable: false,
      resolve: (refusal) => numberIn(refusal, 'foundCount'),
    }),
  }),
});

builder.objectRef<Refusal>('PasswordError').implement({
  description: 'The header `X-API-PASSWORD` lacks the correct password.',
  interfaces: [UserError],
  fields: (t) => ({
    attemptsLeft: t.int({
      description: 'Number of attempts left; null if no password was sent.',
      resolve: (refusal) =>
        'attemptsLeft' in refusal.details ? numberIn(refusal, 'attemptsLeft') : null,
    }),
    lockedUntil: t.field({
      type: 'DateTime',
      description: 'End of the lock; null if the user is not locked.',
      resolve: ({ details: { lockedUntil } }) => (lockedUntil instanceof Date ? lockedUntil : null),
    }),
  }),
});

/** Returns a number among the details of a refusal. */
function numberIn({ code, details }: Refusal, name: string): number {
  const value = details[name];
  if (typeof value === 'number') return value;
  throw new Error(`The details of ${code} lack the number "${name}".`);
}

/** Makes the field `userErrors`. @param refusals returns those of an object; empty on success */
export const userErrorsField = <Parent>(
  t: FieldsOf<Parent>,
  refusals: (parent: Parent) => readonly Refusal[],
) =>
  t.field({
    type: [UserError],
    description: 'Refusals; empty on success.',
    nullable: false,
    resolve: (parent) => [...refusals(parent)],
  });
