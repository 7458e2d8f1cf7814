import { foldIdentity } from '../../../text/folding.ts';
import type { ClientMatches } from '../../match/match.ts';
import type { ValidatedInput } from '../validate/validate.ts';

/** An input, and the clients that its match finds as the book stands; null when it has no match. */
export interface MatchedInput {
  readonly input: ValidatedInput;
  /** Its place among the inputs. */
  readonly index: number;
  readonly matched: ClientMatches | null;
}

/** The fields by which other inputs may find a client, or that only one client may have. */
const identifying = ['number', 'idNumber', 'vatNumber'] as const;

const unique = ['number', 'idNumber'] as const;

/**
 * The inputs that can be carried out together, and those that have to wait: what comes of an input is the same as if
 * each was carried out by itself, in their order. An input waits for an earlier one that may change what it looks at,
 * or that waits to look at what it may change.
 */
export function nextBatch(waiting: readonly MatchedInput[]): {
  batch: MatchedInput[];
  later: MatchedInput[];
} {
  const batch: MatchedInput[] = [];
  const later: MatchedInput[] = [];
  const changed = new Set<string>();
  const awaited = new Set<string>();
  for (const one of waiting) {
    const looksAt = keysRead(one);
    const changes = keysWritten(one);
    const waits =
      looksAt.some((name) => changed.has(name)) || changes.some((name) => awaited.has(name));
    (waits ? later : batch).push(one);
    if (waits) for (const name of looksAt) awaited.add(name);
    for (const name of changes) changed.add(name);
  }
  return { batch, later };
}

/** The client that an input is about, and the values that no other client may have. */
const keysRead = ({ input, matched }: MatchedInput): string[] => [
  ...targetKeys(matched),
  ...unique.flatMap((field) => names(field, given(input, field))),
];

/** The same client, and every value by which it may be found from now on, or no longer. */
const keysWritten = ({ input, matched }: MatchedInput): string[] => [
  ...targetKeys(matched),
  ...identifying.flatMap((field) => [
    ...names(field, given(input, field)),
    ...(field in input.values ? (matched?.clients ?? []) : []).flatMap((client) =>
      names(field, client[field]),
    ),
  ]),
  ...(input.contacts ?? input.matchContacts ?? []).flatMap(({ values }) =>
    names('email', values.email),
  ),
];

const targetKeys = (matched: ClientMatches | null): string[] =>
  matched ? [matched.key, ...matched.clients.map(({ id }) => `id:${id}`)] : [];

const given = ({ values, matchValues }: ValidatedInput, field: string): unknown =>
  values[field] ?? matchValues[field];

const names = (kind: string, value: unknown): string[] =>
  typeof value === 'string' && value !== '' ? [`${kind}:${foldIdentity(value)}`] : [];

/** Every number that inputs name, folded. None of them is given to a client that has none. */
export const namedNumbers = (inputs: readonly ValidatedInput[]): Set<string> =>
  new Set(
    inputs
      .flatMap(({ values, matchValues }) => [values.number, matchValues.number])
      .filter((number) => typeof number === 'string')
      .map(foldIdentity),
  );
