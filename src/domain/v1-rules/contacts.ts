import type { ContactState } from '../clients/contacts.ts';
import { MAX_PASSWORD_BYTES } from '../core/bcrypt.ts';
import { lengthOf } from '../text/text.ts';

/** Returns whether a password is a mask: v1 shows stars for a stored password, and ignores them when they come back. */
export const isMask = (password: string): boolean => /^\**$/.test(password);

/** The rule that v1 has for a portal password, in words. */
export const PASSWORD_RULE = `at least 7 characters (and at most ${MAX_PASSWORD_BYTES} bytes), among them a lower-case letter, an upper-case letter and a digit`;

/** Returns whether a portal password meets the rule. */
export const isStrong = (password: string): boolean =>
  lengthOf(password) >= 7 &&
  Buffer.byteLength(password) <= MAX_PASSWORD_BYTES &&
  [/[a-z]/, /[A-Z]/, /\d/].every((kind) => kind.test(password));

/** Returns whether v1 stores a password for an address: only where there is an address to sign in with. */
export const maySignIn = (email: string | null): boolean => (email?.length ?? 0) > 3;

/** A contact of an input, as far as the order of a replaced list depends on it. */
interface SentContact {
  readonly values: Readonly<Record<string, unknown>>;
}

/** Returns the contacts of an input as v1 orders them: those that are said to be primary first. */
export const primaryFirst = <Contact extends SentContact>(contacts: readonly Contact[]) => {
  const isPrimary = ({ values }: Contact) => values.isPrimary === true;
  return [...contacts.filter(isPrimary), ...contacts.filter((contact) => !isPrimary(contact))];
};

/**
 * Returns the contacts of a replaced list as v1 stores them: the first one is primary, and gets the mails if no contact
 * is said to get them. A contact that was sent without any value has an empty e-mail address, not null, so that it gives
 * its client an empty display name.
 * @param sent the contacts of the input, in the order of the states
 */
export function asReplaced(
  states: readonly ContactState[],
  sent: readonly SentContact[],
): ContactState[] {
  const someGetMail = sent.some(({ values }) => values.sendEmail === true);
  return states.map((contact, index) => {
    const isBlank = contact.id === null && Object.keys(sent[index]?.values ?? {}).length === 0;
    return {
      ...contact,
      email: isBlank ? '' : contact.email,
      isPrimary: index === 0,
      sendEmail: (index === 0 && !someGetMail) || contact.sendEmail,
    };
  });
}
