import type { FunctionLikeDeclaration, Node } from 'typescript-cli/unstable/ast';
import {
  isArrowFunction,
  isConstructorDeclaration,
  isFunctionExpression,
  isFunctionLikeDeclaration,
  isPropertyAssignment,
  isPropertyDeclaration,
  isVariableDeclaration,
} from 'typescript-cli/unstable/ast/is';
import { type Measure, percent, quantile } from './measure.ts';
import { type Module, type Place, placeOf, visit } from './project.ts';

const MAX_PARAMETERS = 3;
const LONG_FUNCTION_LINES = 25;

interface NamedFunction extends Place {
  name: string;
  lines: number;
  parameters: number;
}

/** Returns the measures of functions: their lines and their parameters. Unnamed callbacks do not count. */
export function functionMeasures(modules: Module[]): Measure[] {
  const functions = modules.flatMap(namedFunctions);
  const lines = functions.map((each) => each.lines);
  const long = functions
    .filter((each) => each.lines > LONG_FUNCTION_LINES)
    .sort((a, b) => b.lines - a.lines)
    .map((each) => ({ ...each, note: `${each.name}: ${each.lines} lines` }));
  const wide = functions
    .filter((each) => each.parameters > MAX_PARAMETERS)
    .map((each) => ({ ...each, note: `${each.name}: ${each.parameters} parameters` }));
  return [
    {
      name: 'function-lines-median',
      title: 'function lines, median',
      value: quantile(lines, 0.5),
      goal: 8,
      offenders: long,
    },
    {
      name: 'function-lines-p90',
      title: 'function lines, p90',
      value: quantile(lines, 0.9),
      goal: 25,
      offenders: long,
    },
    {
      name: 'parameters',
      title: 'functions with more than 3 parameters',
      value: percent(wide.length, functions.length),
      goal: 3,
      unit: '%',
      offenders: wide,
    },
  ];
}

function namedFunctions(module: Module): NamedFunction[] {
  const found: NamedFunction[] = [];
  visit(module.tree, (node) => {
    if (!isFunctionLikeDeclaration(node) || !hasBody(node)) return;
    const name = nameOf(node);
    if (!name) return;
    const lines = node.getText(module.tree).split('\n').length;
    found.push({ ...placeOf(module, node), name, lines, parameters: node.parameters.length });
  });
  return found;
}

function hasBody(node: FunctionLikeDeclaration): boolean {
  return 'body' in node && node.body !== undefined;
}

/** Returns the name of a function, or of the variable or property that holds it. */
function nameOf(node: FunctionLikeDeclaration): string | undefined {
  if (isConstructorDeclaration(node)) return 'constructor';
  if (!isArrowFunction(node) && !isFunctionExpression(node)) return textOfName(node.name);
  const { parent } = node;
  const holds = isVariableDeclaration(parent) || isPropertyAssignment(parent);
  return holds || isPropertyDeclaration(parent) ? textOfName(parent.name) : undefined;
}

function textOfName(name: Node | undefined): string | undefined {
  return name?.getText(name.getSourceFile());
}
