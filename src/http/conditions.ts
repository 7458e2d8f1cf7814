import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Validators of a state: they tell two states of something apart. */
export interface Validators {
  readonly etag?: string | undefined;
  /** When it was last changed; absent where nobody knows. */
  readonly lastModified?: Date | undefined;
}

/** Outcome of a request with conditions: it is carried out, has its answer already, or fails. */
export type Verdict = 'proceed' | 'not modified' | 'failed';

/** An entity tag as it stands in a list: whether it is weak, and what is in its quotes (RFC 9110, section 8.8.3). */
const TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;

/** Matches the parts between the commas of a list: commas in quotes are parts of a tag. */
const MEMBER = /(?:[^",]|"[^"]*"?)+/g;

/** Suffix by which the tag of an encoded answer differs from that of the plain one. */
const CODING = /-(?:br|gzip|deflate)$/;

/** An entity tag. */
export interface EntityTag {
  readonly isWeak: boolean;
  /** Text in its quotes, without the content coding of the answer that it came with. */
  readonly opaque: string;
}

/** Reads a list of entity tags: `*`, or the tags; a list that is malformed has none. */
export function readTags(list: string): '*' | readonly EntityTag[] {
  if (list.trim() === '*') return '*';
  const members = [...list.matchAll(MEMBER)].map(([member]) => member.trim());
  const tags = members.filter((member) => member !== '').map(readTag);
  return tags.every((tag) => tag !== null) ? tags : [];
}

function readTag(text: string): EntityTag | null {
  const found = TAG.exec(text);
  if (!found) return null;
  const [, weak, opaque = ''] = found;
  return { isWeak: weak !== undefined, opaque: opaque.replace(CODING, '') };
}

/** Returns whether a list has a tag to readers, to whom a weak one is as good as any. `*` has every one. */
export function listsWeakly(list: string, etag: string | undefined): boolean {
  const tags = readTags(list);
  if (tags === '*') return true;
  const tag = readTag(etag ?? '');
  return tag !== null && tags.some(({ opaque }) => opaque === tag.opaque);
}

/** Returns whether a list has a tag to writers: byte for byte the same, which a weak one never says. */
export function listsStrongly(list: string, etag: string | undefined): boolean {
  const tags = readTags(list);
  if (tags === '*') return true;
  const tag = readTag(etag ?? '');
  if (tag === null || tag.isWeak) return false;
  return tags.some(({ isWeak, opaque }) => !isWeak && opaque === tag.opaque);
}

/**
 * Returns the tag of an answer without a body: the one that the caller has, if it came with an encoded answer of this
 * state, since a cache looks for what it has under that.
 */
export function tagOfKnown(list: string | undefined, etag: string): string {
  const members = [...(list ?? '').matchAll(MEMBER)].map(([member]) => member.trim());
  const isEncoded = (member: string) => CODING.test(member.slice(0, -1));
  return members.find((member) => isEncoded(member) && listsStrongly(member, etag)) ?? etag;
}

/** Returns the tag of an answer that is encoded: its bytes are others than those of the plain one. */
export const encodedTag = (etag: string, coding: string): string =>
  etag.startsWith('W/') ? etag : `${etag.slice(0, -1)}-${coding}"`;

/** Looks at the conditions of a request for something that is there, in the order of RFC 9110, section 13.2.2. */
export function evaluate(
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  { etag, lastModified }: Validators,
): Verdict {
  const match = headers['if-match'];
  const unmodifiedSince = dateOf(headers['if-unmodified-since']);
  if (match !== undefined) {
    if (!listsStrongly(match, etag)) return 'failed';
  } else if (lastModified && unmodifiedSince && seconds(lastModified) > seconds(unmodifiedSince)) {
    return 'failed';
  }
  const isRead = method === 'GET' || method === 'HEAD';
  const noneMatch = headers['if-none-match'];
  if (noneMatch !== undefined) {
    if (!listsWeakly(noneMatch, etag)) return 'proceed';
    return isRead ? 'not modified' : 'failed';
  }
  const modifiedSince = isRead ? dateOf(headers['if-modified-since']) : null;
  const isKnown = lastModified && modifiedSince && seconds(lastModified) <= seconds(modifiedSince);
  return isKnown ? 'not modified' : 'proceed';
}

/** Returns whether a range is asked of this very state: `If-Range` is absent, or names it by a strong validator. */
export function rangeApplies(
  headers: IncomingHttpHeaders,
  { etag, lastModified }: Validators,
): boolean {
  const given = headers['if-range'];
  const condition = typeof given === 'string' ? given.trim() : undefined;
  if (condition === undefined) return true;
  if (condition.includes('"')) return condition !== '*' && listsStrongly(condition, etag);
  const date = dateOf(condition);
  return date !== null && lastModified !== undefined && seconds(lastModified) === seconds(date);
}

/** Returns a moment as HTTP writes it. */
export const httpDate = (moment: Date): string => moment.toUTCString();

/** HTTP counts seconds. */
const seconds = (moment: Date): number => Math.floor(moment.getTime() / 1000);

/** The three forms of a date (RFC 9110, section 5.6.7). Others are no dates. */
const DATES = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

function dateOf(text: string | undefined): Date | null {
  const form = DATES.findIndex((date) => date.test(text ?? ''));
  if (form < 0) return null;
  const time = Date.parse(form === 2 ? `${text} GMT` : (text as string));
  return Number.isNaN(time) ? null : new Date(time);
}
