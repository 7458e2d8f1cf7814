import type { RawRoute, Route, RouteTable } from './route.ts';

/** A route, with the decoded values of the placeholders in its path. */
export interface RouteMatch {
  readonly route: Route | RawRoute;
  readonly params: Readonly<Record<string, string>>;
}

/** Routes of one path, by method. */
export type Methods = ReadonlyMap<string, RouteMatch>;

/** Finds the routes of a path; null if it has none. */
export type Router = (path: string) => Methods | null;

/** A node of the tree of path segments. */
interface TreeNode {
  readonly literals: Map<string, TreeNode>;
  placeholder: TreeNode | null;
  readonly routes: Map<string, { readonly route: Route | RawRoute; readonly names: string[] }>;
}

const newNode = (): TreeNode => ({ literals: new Map(), placeholder: null, routes: new Map() });

/** Splits the key of a route table: `GET /clients/{id}` is the method `GET` and the path `/clients/{id}`. */
export function splitPattern(pattern: string): { readonly method: string; readonly path: string } {
  const [method = '', path = ''] = pattern.split(' ');
  return { method, path };
}

/**
 * Builds the router of a table. Per method, a literal segment takes precedence over a placeholder, but does not hide
 * it: `GET /clients/bulk` is the client with the id "bulk", since only POST has `/clients/bulk`. All methods of a path are
 * found together, since the body may say which of them a POST stands for. docs/decisions.md says why `find-my-way` does
 * not fit.
 */
export function createRouter(table: RouteTable): Router {
  const root = newNode();
  for (const [pattern, route] of Object.entries(table)) addRoute(root, pattern, route);
  return (path) => {
    const segments = path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeSegment);
    const methods = new Map<string, RouteMatch>();
    for (const { node, values } of endsOf(root, segments)) {
      for (const [method, { route, names }] of node.routes) {
        const params = Object.fromEntries(names.map((name, i) => [name, values[i] ?? '']));
        if (!methods.has(method)) methods.set(method, { route, params });
      }
    }
    return methods.size > 0 ? methods : null;
  };
}

function addRoute(root: TreeNode, pattern: string, route: Route | RawRoute): void {
  const { method, path } = splitPattern(pattern);
  const names: string[] = [];
  let node = root;
  for (const segment of path.slice(1).split('/')) {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1];
    if (name === undefined) {
      const next = node.literals.get(segment) ?? newNode();
      node.literals.set(segment, next);
      node = next;
    } else {
      names.push(name);
      node.placeholder ??= newNode();
      node = node.placeholder;
    }
  }
  node.routes.set(method, { route, names });
}

/** A node at which a path ends, with the segments that placeholders matched. */
interface PathEnd {
  readonly node: TreeNode;
  readonly values: readonly string[];
}

/** Returns the nodes at which a path ends, those with literal segments first. */
function endsOf(node: TreeNode, [segment, ...rest]: readonly string[]): PathEnd[] {
  if (segment === undefined) return [{ node, values: [] }];
  const literal = node.literals.get(segment);
  const ends = node.placeholder ? endsOf(node.placeholder, rest) : [];
  return [
    ...(literal ? endsOf(literal, rest) : []),
    ...ends.map((end) => ({ node: end.node, values: [segment, ...end.values] })),
  ];
}

/** Returns a decoded segment; one with malformed percent-encoding as it is. */
function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
