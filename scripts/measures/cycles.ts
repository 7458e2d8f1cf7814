import { posix } from 'node:path';
import type { Node } from 'typescript-cli/unstable/ast';
import { SyntaxKind } from 'typescript-cli/unstable/ast';
import {
  isCallExpression,
  isExportDeclaration,
  isImportDeclaration,
  isImportTypeNode,
  isLiteralTypeNode,
  isStringLiteral,
} from 'typescript-cli/unstable/ast/is';
import { countOf, type Measure } from './measure.ts';
import { type Module, visit } from './project.ts';

type Graph = Map<string, string[]>;

/** Returns the measure of import cycles. Imports of types count, and so do dynamic imports. */
export function cycleMeasure(modules: Module[]): Measure {
  const graph: Graph = new Map(modules.map((module) => [module.path, importsOf(module)]));
  const offenders = shortestCycles(graph).map((cycle) => ({
    file: cycle[0] ?? '',
    line: 1,
    note: `→ ${[...cycle.slice(1), cycle[0]].join(' → ')}`,
  }));
  return countOf('import-cycles', 'import cycles, types counted', offenders);
}

function importsOf({ path, tree }: Module): string[] {
  const found = new Set<string>();
  visit(tree, (node) => {
    const target = specifierOf(node);
    if (target && isStringLiteral(target) && target.text.startsWith('.'))
      found.add(posix.join(posix.dirname(path), target.text));
  });
  return [...found];
}

function specifierOf(node: Node): Node | undefined {
  if (isImportDeclaration(node) || isExportDeclaration(node)) return node.moduleSpecifier;
  if (isImportTypeNode(node))
    return isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  const dynamic = isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword;
  return dynamic ? node.arguments[0] : undefined;
}

/** Returns the shortest cycle through each file that is in one, each cycle once. */
function shortestCycles(graph: Graph): string[][] {
  const cycles = new Map<string, string[]>();
  for (const file of graph.keys()) {
    const cycle = cycleThrough(graph, file);
    const key = [...(cycle ?? [])].sort().join();
    if (cycle && !cycles.has(key)) cycles.set(key, cycle);
  }
  return [...cycles.values()];
}

function cycleThrough(graph: Graph, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const file of queue) {
    for (const target of graph.get(file) ?? []) {
      if (target === start) return pathTo(file, cameFrom);
      if (cameFrom.has(target) || !graph.has(target)) continue;
      cameFrom.set(target, file);
      queue.push(target);
    }
  }
  return undefined;
}

function pathTo(file: string, cameFrom: Map<string, string>): string[] {
  const before = cameFrom.get(file);
  return before ? [...pathTo(before, cameFrom), file] : [file];
}
