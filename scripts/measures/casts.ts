import type { Node } from 'typescript-cli/unstable/ast';
import {
  isAsExpression,
  isIdentifier,
  isTypeAssertion,
  isTypeReferenceNode,
} from 'typescript-cli/unstable/ast/is';
import type { Measure, Offender } from './measure.ts';
import { countLines, type Module, placeOf, visit } from './project.ts';

/** Returns the measures of type casts. `as const` is none, `as unknown as T` is one. */
export function castMeasures(modules: Module[]): Measure[] {
  const casts = modules.flatMap(castsOf);
  const lines = modules.reduce((sum, { text }) => sum + countLines(text), 0);
  const files = new Map(
    casts.map(({ file }) => [file, casts.filter((cast) => cast.file === file)]),
  );
  const crowded = [...files].sort(([, a], [, b]) => b.length - a.length);
  const never = casts.filter(({ note }) => note === 'as never');
  const double = casts.filter(({ note }) => note.startsWith('as unknown as'));
  return [
    {
      name: 'casts',
      title: 'casts per 1000 lines',
      value: Math.round((casts.length / lines) * 10_000) / 10,
      goal: 5,
      offenders: casts,
    },
    {
      name: 'cast-files',
      title: 'files with casts',
      value: files.size,
      offenders: crowded.map(([file, { length }]) => ({ file, line: 1, note: `${length} casts` })),
    },
    { name: 'casts-never', title: '`as never`', value: never.length, offenders: never },
    { name: 'casts-unknown', title: '`as unknown as`', value: double.length, offenders: double },
  ];
}

function castsOf(module: Module): Offender[] {
  const found: Offender[] = [];
  visit(module.tree, (node) => {
    const cast = isAsExpression(node) || isTypeAssertion(node);
    if (!cast || isConst(node.type) || isInnerCast(node)) return;
    const inner = isAsExpression(node.expression) ? `${typeText(node.expression.type)} as ` : '';
    found.push({ ...placeOf(module, node), note: `as ${inner}${typeText(node.type)}` });
  });
  return found;
}

function isConst(type: Node): boolean {
  return isTypeReferenceNode(type) && isIdentifier(type.typeName) && type.typeName.text === 'const';
}

/** Tells whether a cast is the first half of `as unknown as T`. */
function isInnerCast(node: Node): boolean {
  return (
    isAsExpression(node.parent) && node.parent.expression === node && !isConst(node.parent.type)
  );
}

function typeText(type: Node): string {
  return type.getText(type.getSourceFile()).replace(/\s+/g, ' ');
}
