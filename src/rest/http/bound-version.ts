import { resolveClient } from '../../domain/clients/match/selection.ts';
import { listsWeakly, readTags } from '../../http/conditions.ts';
import { clientTag } from '../v1/present.ts';
import { preconditionFailed } from './errors.ts';
import type { Call } from './route.ts';

/**
 * Returns the version that `If-Match` requires of a client; null for any version. The write compares it again. Only
 * `If-None-Match` and a list of several tags need the current version to be read here.
 * @throws 412 if the current version is excluded or not listed, NOT_FOUND
 */
export async function boundVersion({ context, id, headers }: Call): Promise<number | null> {
  const match = headers['if-match'];
  const noneMatch = headers['if-none-match'];
  const versions = match === undefined ? null : versionsIn(match);
  const [first, ...more] = versions ?? [];
  if (noneMatch === undefined && versions === null) return null;
  if (noneMatch === undefined && first !== undefined && more.length === 0) return first;
  const target = { id: context.ids.encode(id), exactId: true };
  const { version } = await resolveClient(context, target, ['id']);
  if (versions && !versions.includes(version)) {
    throw preconditionFailed(`The client is at version ${version}, which If-Match does not name.`);
  }
  if (noneMatch !== undefined && listsWeakly(noneMatch, clientTag(version))) {
    throw preconditionFailed(`The client is at version ${version}, which If-None-Match excludes.`);
  }
  return versions && version;
}

/** Returns the versions in a list of tags; null for `*`. Weak tags and tags of other forms are left out. */
function versionsIn(list: string): number[] | null {
  const tags = readTags(list);
  if (tags === '*') return null;
  return tags.flatMap(({ isWeak, opaque }) =>
    !isWeak && /^[1-9]\d{0,8}$/.test(opaque) ? Number(opaque) : [],
  );
}
