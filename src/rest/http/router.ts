import type { Method, RawRoute, Route, RouteTable } from './route.ts';

/** A route that a request leads to. */
export interface Match {
  readonly route: Route | RawRoute;
  /** The parts of the path that the pattern names, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** What a path leads to, by method. */
export type Methods = Readonly<Partial<Record<Method, Match>>>;

/** Finds the routes of a path; null when it has none. */
export type Router = (path: string) => Methods | null;

/** A place in the tree of path segments. */
interface Place {
  readonly fixed: Map<string, Place>;
  named: { readonly name: string; readonly place: Place } | null;
  readonly routes: Partial<Record<Method, { route: Route | RawRoute; names: string[] }>>;
}

const newPlace = (): Place => ({ fixed: new Map(), named: null, routes: {} });

/**
 * Makes the router of a table. A fixed segment beats a named one only if its path has a route for the method:
 * `GET /clients/bulk` is the client called "bulk".
 */
export function createRouter(table: RouteTable): Router {
  const root = newPlace();
  for (const [pattern, route] of Object.entries(table)) {
    const [method, path] = pattern.split(' ') as [Method, string];
    addRoute(root, method, path.slice(1).split('/'), route);
  }
  return (path) => {
    const segments = path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decode);
    const methods: Partial<Record<Method, Match>> = {};
    collect(root, segments, [], methods);
    return Object.keys(methods).length > 0 ? methods : null;
  };
}

function addRoute(root: Place, method: Method, segments: string[], route: Route | RawRoute): void {
  const names: string[] = [];
  let place = root;
  for (const segment of segments) {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined) {
      const next = place.fixed.get(segment) ?? newPlace();
      place.fixed.set(segment, next);
      place = next;
    } else {
      names.push(name);
      place.named ??= { name, place: newPlace() };
      place = place.named.place;
    }
  }
  place.routes[method] = { route, names };
}

function collect(
  place: Place,
  segments: readonly string[],
  values: readonly string[],
  found: Partial<Record<Method, Match>>,
): void {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    for (const [method, { route, names }] of Object.entries(place.routes)) {
      const params = Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
      found[method as Method] ??= { route, params };
    }
    return;
  }
  const fixed = place.fixed.get(segment);
  if (fixed) collect(fixed, rest, values, found);
  if (place.named) collect(place.named.place, rest, [...values, segment], found);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
