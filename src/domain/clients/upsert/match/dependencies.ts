import { foldIdentity } from '../../../text/folding.ts';
import type { ClientMatches } from '../../match/match.ts';
import type { ValidatedInput } from '../validate/validate.ts';
import type { MatchedInput } from './match.ts';

/** The fields by which an input can match a client, or that only one client can have. */
const identifying = ['number', 'idNumber', 'vatNumber'] as const;

const unique = ['number', 'idNumber'] as const;

/**
 * Splits inputs into a batch that can be written together and the inputs that have to wait. The result is the same as if
 * each input was written by itself, in their order: an input waits for an earlier one that may change what it reads, or
 * that itself waits to read what this one may change.
 */
export function nextBatch(pending: readonly MatchedInput[]): {
  batch: MatchedInput[];
  later: MatchedInput[];
} {
  const batch: MatchedInput[] = [];
  const later: MatchedInput[] = [];
  const written = new Set<string>();
  const awaited = new Set<string>();
  for (const one of pending) {
    const reads = keysRead(one);
    const writes = keysWritten(one);
    const waits = reads.some((key) => written.has(key)) || writes.some((key) => awaited.has(key));
    (waits ? later : batch).push(one);
    if (waits) for (const key of reads) awaited.add(key);
    for (const key of writes) written.add(key);
  }
  return { batch, later };
}

/** Returns keys of the client that an input changes, and of the values that no other client can have. */
const keysRead = ({ input, matches }: MatchedInput): string[] => [
  ...targetKeys(matches),
  ...unique.flatMap((field) => prefixedKeys(field, requestedBy(input, field))),
];

/** Returns keys of the client that an input changes, and of every value by which it can be matched before or after. */
const keysWritten = ({ input, matches }: MatchedInput): string[] => [
  ...targetKeys(matches),
  ...identifying.flatMap((field) => [
    ...prefixedKeys(field, requestedBy(input, field)),
    ...(field in input.values ? (matches?.clients ?? []) : []).flatMap((client) =>
      prefixedKeys(field, client[field]),
    ),
  ]),
  ...(input.contacts ?? input.matchContacts ?? []).flatMap(({ values }) =>
    prefixedKeys('email', values.email),
  ),
];

const targetKeys = (matches: ClientMatches | null): string[] =>
  matches ? [matches.key, ...matches.clients.map(({ id }) => `id:${id}`)] : [];

const requestedBy = ({ values, matchValues }: ValidatedInput, field: string): unknown =>
  values[field] ?? matchValues[field];

const prefixedKeys = (kind: string, value: unknown): string[] =>
  typeof value === 'string' && value !== '' ? [`${kind}:${foldIdentity(value)}`] : [];

/** Returns the numbers that inputs name, folded. No client without a number is given one of them. */
export const namedNumbers = (inputs: readonly ValidatedInput[]): Set<string> =>
  new Set(
    inputs
      .flatMap(({ values, matchValues }) => [values.number, matchValues.number])
      .filter((number) => typeof number === 'string')
      .map(foldIdentity),
  );
