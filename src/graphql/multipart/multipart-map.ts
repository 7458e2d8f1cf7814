import type { GraphQLParams } from 'graphql-yoga';
import { requestError } from '../kit/errors.ts';
import { ExpectedFile } from './uploaded-files.ts';

/** Maximum of files in a request. Uploads have a lower limit of their own, with an error for each file. */
const MAX_FILES = 1000;

/** The variables of a file in a multipart request. */
export interface FilePlace {
  /** One for each of its places in the variables. */
  readonly files: readonly ExpectedFile[];
  /** True if its bytes may be read more than once. */
  readonly isShared: boolean;
}

/** The variables of files, by the names of their parts. */
export type FilePlaces = Map<string, FilePlace>;

/**
 * Parses the map of a multipart request, and puts an expected file into each variable that it names.
 * @param params the request, with null in these variables
 * @throws BAD_REQUEST
 */
export function placesIn(params: GraphQLParams, map: string): FilePlaces {
  const entries = Object.entries(parse(map));
  if (entries.length > MAX_FILES) {
    throw requestError(
      'REQUEST_ENTITY_TOO_LARGE',
      `A request has at most ${MAX_FILES} files.`,
      413,
    );
  }
  return new Map(
    entries.map(([field, paths]) => {
      if (!isPaths(paths)) throw badRequest(`"${field}" in the map is not a list of paths.`);
      const files = paths.map((path) => {
        const file = new ExpectedFile();
        put(params, path, file);
        return file;
      });
      return [field, { files, isShared: paths.length > 1 || paths.some(isUsedAgain(params)) }];
    }),
  );
}

const badRequest = (message: string) => requestError('BAD_REQUEST', message, 400);

function parse(map: string): object {
  try {
    const parsed: unknown = JSON.parse(map);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {}
  throw badRequest('The part "map" is not a JSON object.');
}

const isPaths = (paths: unknown): paths is string[] =>
  Array.isArray(paths) && paths.every((path) => typeof path === 'string');

/** Puts a file at its path, such as `variables.files.0`. */
function put(params: GraphQLParams, path: string, file: ExpectedFile): void {
  const names = path.split('.');
  const last = names.pop() as string;
  let parent: unknown = params;
  for (const name of names) {
    parent = isObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined;
  }
  if (!isObject(parent) || names.length === 0 || last in Object.prototype)
    throw badRequest(`The path "${path}" of the map leads to no variable.`);
  parent[last] = file;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !(value instanceof ExpectedFile);

/** Returns whether the document uses the variable of a path more than once, besides its declaration. */
const isUsedAgain =
  ({ query }: GraphQLParams) =>
  (path: string): boolean => {
    const [, variable = ''] = path.split('.');
    const uses = (query ?? '').match(/\$\w+/g)?.filter((name) => name === `$${variable}`);
    return (uses?.length ?? 0) > 2;
  };
