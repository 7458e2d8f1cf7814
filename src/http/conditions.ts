import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Validators of a resource (RFC 9110, section 8.8), which differ between its states. */
export interface Validators {
  readonly etag?: string | undefined;
  /** Time of the last change; absent if unknown. */
  readonly lastModified?: Date | undefined;
}

/** Result of the conditions of a request: run it, respond with 304, or refuse it with 412. */
export type Verdict = 'proceed' | 'not modified' | 'failed';

/** Matches an entity tag: `W/` if it is weak, and the text in its quotes (RFC 9110, section 8.8.3). */
const TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;

/** Matches a member of a list. Commas in quotes belong to the tag. */
const MEMBER = /(?:[^",]|"[^"]*"?)+/g;

/** Matches the suffix of the tag of a compressed response. */
const CODING = /-(?:br|gzip|deflate)$/;

/** An entity tag. */
export interface EntityTag {
  readonly isWeak: boolean;
  /** Text in its quotes, without the suffix of a content coding. */
  readonly opaque: string;
}

/** Parses a list of entity tags. A malformed list is empty. */
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

/** Returns whether a list contains a tag by weak comparison (RFC 9110, section 8.8.3.2). `*` contains every tag. */
export function listsWeakly(list: string, etag: string | undefined): boolean {
  const tags = readTags(list);
  if (tags === '*') return true;
  const tag = readTag(etag ?? '');
  return tag !== null && tags.some(({ opaque }) => opaque === tag.opaque);
}

/** Returns whether a list contains a tag by strong comparison: weak tags never match. `*` contains every tag. */
export function listsStrongly(list: string, etag: string | undefined): boolean {
  const tags = readTags(list);
  if (tags === '*') return true;
  const tag = readTag(etag ?? '');
  if (tag === null || tag.isWeak) return false;
  return tags.some(({ isWeak, opaque }) => !isWeak && opaque === tag.opaque);
}

/**
 * Returns the tag for a 304: that of a compressed response if the caller has one of this state, since its cache stored
 * the response under that tag.
 */
export function tagOfKnown(list: string | undefined, etag: string): string {
  const members = [...(list ?? '').matchAll(MEMBER)].map(([member]) => member.trim());
  const isEncoded = (member: string) => CODING.test(member.slice(0, -1));
  return members.find((member) => isEncoded(member) && listsStrongly(member, etag)) ?? etag;
}

/** Returns the tag of a compressed response. A strong tag must differ from that of the uncompressed bytes. */
export const encodedTag = (etag: string, coding: string): string =>
  etag.startsWith('W/') ? etag : `${etag.slice(0, -1)}-${coding}"`;

/** Evaluates the conditions of a request for an existing resource, in the order of RFC 9110, section 13.2.2. */
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

/** Returns whether a range applies to this state: `If-Range` is absent or has its strong validator. */
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

/** Formats a moment for HTTP headers. */
export const httpDate = (moment: Date): string => moment.toUTCString();

/** Returns Unix seconds, the precision of dates in HTTP. */
const seconds = (moment: Date): number => Math.floor(moment.getTime() / 1000);

/** The three formats of a date (RFC 9110, section 5.6.7). */
const DATES = [
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{5,8}, \d{2}-[A-Z][a-z]{2}-\d{2} \d{2}:\d{2}:\d{2} GMT$/,
  /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2} \d{4}$/,
];

function dateOf(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const format = DATES.findIndex((date) => date.test(text));
  if (format < 0) return null;
  const time = Date.parse(format === 2 ? `${text} GMT` : text);
  return Number.isNaN(time) ? null : new Date(time);
}
