import { collectErrors } from '../../../core/checked.ts';
import { DomainError, notFound } from '../../../core/errors.ts';
import type { IdCodec } from '../../../core/ids.ts';
import type { ContactState } from '../../contacts.ts';
import { onlyMatch, type StoredClient } from '../../match/match.ts';
import { conflict } from '../../version.ts';
import type { ValidatedInput } from '../validate/validate.ts';
import type { MatchedInput } from './match.ts';

/** An input with the client that it changes. */
export interface Target {
  readonly input: ValidatedInput;
  readonly index: number;
  /** Null to create a client; undefined when it is not clear which client is meant. */
  readonly stored: StoredClient | null | undefined;
  /** The stored contacts of the client. */
  readonly contacts: readonly ContactState[];
  readonly errors: readonly DomainError[];
}

/** Resolves the client that an input changes from its matches. */
export function resolveTarget(ids: IdCodec, matched: MatchedInput): Target {
  const { input, index, matches } = matched;
  const { value: stored, errors } = collectErrors(() => storedClient(ids, matched));
  if (errors.length > 0) return { input, index, stored: undefined, contacts: [], errors };
  const refusal = targetRefusal(input, stored);
  if (refusal && !stored) {
    return { input, index, stored: undefined, contacts: [], errors: [refusal] };
  }
  const unlisted = input.unlisted.filter(({ field, number }) => stored?.[field] !== number);
  return {
    input,
    index,
    stored,
    contacts: (stored && matches?.contacts.get(stored.id)) ?? [],
    errors: refusal ? [refusal, ...unlisted] : unlisted,
  };
}

/** @throws NOT_FOUND, AMBIGUOUS_MATCH */
function storedClient(
  ids: IdCodec,
  { input: { match, exactId, path }, matches }: MatchedInput,
): StoredClient | null {
  const here = [...path, 'match'];
  const stored = matches && match ? onlyMatch(matches, match, here) : null;
  const id = match?.id;
  if (exactId && id != null && stored?.id !== ids.decode('Client', id)) {
    throw notFound('client', id, [...here, 'id']);
  }
  return stored;
}

/** Returns why an input cannot be applied to the client that it matches, or to none; null when it can. */
function targetRefusal(
  { mode, expectedVersion, path }: ValidatedInput,
  stored: StoredClient | null,
): DomainError | null {
  const match = [...path, 'match'];
  if (!stored) {
    if (mode !== 'UPDATE_ONLY') return null;
    return new DomainError('NOT_FOUND', 'No client matches, and none was to be created.', match);
  }
  if (mode === 'CREATE_ONLY') {
    const message = 'A client matches, and only a new one was to be created.';
    return new DomainError('ALREADY_EXISTS', message, match);
  }
  if (stored.isDeleted) {
    return new DomainError('CLIENT_DELETED', 'The client is deleted; restore it first.', path);
  }
  if (expectedVersion !== null && expectedVersion !== stored.version) {
    return conflict(stored, expectedVersion, [...path, 'expectedVersion']);
  }
  return null;
}
