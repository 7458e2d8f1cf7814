import type { ContactState } from '../contacts.ts';

/** Effect of a merge on a contact. */
export const contactFates = {
  STAYS: 'It is a contact of the survivor already.',
  MOVES: 'It moves to the survivor.',
  DROPPED_BLANK: 'It is removed, because it has no e-mail address.',
  DROPPED_DUPLICATE: 'It is removed, because the survivor has a contact with its e-mail address.',
} as const;

/** A fate of a contact. */
export type ContactFate = keyof typeof contactFates;

/** A contact of one of the merged clients, and its fate. */
export interface MergedContact {
  readonly contact: ContactState & { readonly id: number };
  /** Id of its client before the merge. */
  readonly clientId: number;
  readonly fate: ContactFate;
  /** True for the primary contact of the survivor. */
  readonly isPrimary: boolean;
}

/**
 * Decides the fate of each contact, as v1 does: clients are merged one after the other, and a contact of a source is
 * dropped when it has no e-mail address, or one that a contact of the survivor has (case counts). A survivor without
 * contacts takes over all. Unlike in v1 exactly one contact is primary afterwards: that of the first client that has
 * contacts.
 * @param contacts of each client, primary ones first
 */
export function mergeContacts(
  survivorId: number,
  sourceIds: readonly number[],
  contacts: ReadonlyMap<number, readonly ContactState[]>,
): MergedContact[] {
  const emails = new Set<string | null>();
  const fates: Omit<MergedContact, 'isPrimary'>[] = [];
  let some = false;
  for (const clientId of [survivorId, ...sourceIds]) {
    const own = (contacts.get(clientId) ?? []) as MergedContact['contact'][];
    const fateOf = ({ email }: ContactState): ContactFate => {
      if (clientId === survivorId) return 'STAYS';
      if (!some) return 'MOVES';
      if (!email?.trim()) return 'DROPPED_BLANK';
      return emails.has(email) ? 'DROPPED_DUPLICATE' : 'MOVES';
    };
    const decided = own.map((contact) => ({ contact, clientId, fate: fateOf(contact) }));
    const kept = decided.filter(isKept);
    for (const { contact } of kept) emails.add(contact.email);
    some ||= kept.length > 0;
    fates.push(...decided);
  }
  const kept = fates.filter(isKept);
  // Primary contacts stand first among those of their client.
  const [primary] = kept;
  return fates.map((one) => ({ ...one, isPrimary: one === primary }));
}

/** Returns whether a contact belongs to the survivor after the merge. */
export const isKept = ({ fate }: Pick<MergedContact, 'fate'>): boolean =>
  fate === 'STAYS' || fate === 'MOVES';
