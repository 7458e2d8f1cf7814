import { foldIdentity } from '../../../text/folding.ts';
import type { Matched } from '../../match/match.ts';
import type { CheckedInput } from '../validate/validate.ts';

/** An input, and the clients that its match finds as the book stands; null when it has no match. */
export interface Ready {
  readonly input: CheckedInput;
  /** Its place among the inputs. */
  readonly index: number;
  readonly matched: Matched | null;
}

/** The fields by which other inputs may find a client, or that only one client may have. */
const identifying = ['number', 'idNumber', 'vatNumber'] as const;

const unique = ['number', 'idNumber'] as const;

/**
 * The inputs that can be carried out together, and those that have to wait: what comes of an input is the same as if
 * each was carried out by itself, in their order. An input waits for an earlier one that may change what it looks at,
 * or that waits to look at what it may change.
 */
export function nextWave(waiting: readonly Ready[]): { wave: Ready[]; later: Ready[] } {
  const wave: Ready[] = [];
  const later: Ready[] = [];
  const changed = new Set<string>();
  const awaited = new Set<string>();
  for (const one of waiting) {
    const looksAt = namesLookedAt(one);
    const changes = namesChanged(one);
    const waits =
      looksAt.some((name) => changed.has(name)) || changes.some((name) => awaited.has(name));
    (waits ? later : wave).push(one);
    if (waits) for (const name of looksAt) awaited.add(name);
    for (const name of changes) changed.add(name);
  }
  return { wave, later };
}

/** The client that an input is about, and the values that no other client may have. */
const namesLookedAt = ({ input, matched }: Ready): string[] => [
  ...subject(matched),
  ...unique.flatMap((field) => names(field, given(input, field))),
];

/** The same client, and every value by which it may be found from now on, or no longer. */
const namesChanged = ({ input, matched }: Ready): string[] => [
  ...subject(matched),
  ...identifying.flatMap((field) => [
    ...names(field, given(input, field)),
    ...(field in input.values ? (matched?.clients ?? []) : []).flatMap((client) =>
      names(field, client[field]),
    ),
  ]),
  ...(input.contacts ?? input.soughtContacts ?? []).flatMap(({ values }) =>
    names('email', values.email),
  ),
];

const subject = (matched: Matched | null): string[] =>
  matched ? [matched.key, ...matched.clients.map(({ id }) => `id:${id}`)] : [];

const given = ({ values, sought }: CheckedInput, field: string): unknown =>
  values[field] ?? sought[field];

const names = (kind: string, value: unknown): string[] =>
  typeof value === 'string' && value !== '' ? [`${kind}:${foldIdentity(value)}`] : [];

/** Every number that inputs name, folded. None of them is given to a client that has none. */
export const namedNumbers = (inputs: readonly CheckedInput[]): Set<string> =>
  new Set(
    inputs
      .flatMap(({ values, sought }) => [values.number, sought.number])
      .filter((number) => typeof number === 'string')
      .map(foldIdentity),
  );
