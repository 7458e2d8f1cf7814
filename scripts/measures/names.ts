import type { Node } from 'typescript-cli/unstable/ast';
import { SyntaxKind } from 'typescript-cli/unstable/ast';
import {
  isClassDeclaration,
  isEnumDeclaration,
  isFunctionDeclaration,
  isIdentifier,
  isInterfaceDeclaration,
  isTypeAliasDeclaration,
  isVariableStatement,
} from 'typescript-cli/unstable/ast/is';
import { countOf, type Measure, percent } from './measure.ts';
import { type Module, type Place, placeOf } from './project.ts';

interface Definition extends Place {
  name: string;
  exported: boolean;
  documented: boolean;
}

/** Returns the measures of top-level names: the repeated ones, and the exports without a docstring. */
export function nameMeasures(modules: Module[]): Measure[] {
  const definitions = modules.flatMap(definitionsOf);
  const places = new Map<string, Definition[]>();
  for (const each of definitions) places.set(each.name, [...(places.get(each.name) ?? []), each]);
  const repeated = [...places].filter(([, all]) => new Set(all.map(({ file }) => file)).size > 1);
  const undocumented = definitions.filter(({ exported, documented }) => exported && !documented);
  return [
    {
      name: 'repeated-names',
      title: 'top-level names defined in more than one file',
      value: percent(repeated.length, places.size),
      goal: 5,
      unit: '%',
      offenders: repeated.flatMap(([, all]) => all.map((each) => ({ ...each, note: each.name }))),
    },
    countOf(
      'undocumented-exports',
      'exports without a docstring',
      undocumented.map((each) => ({ ...each, note: each.name })),
    ),
  ];
}

function definitionsOf(module: Module): Definition[] {
  return module.tree.statements.flatMap((statement) =>
    namesOf(statement).map((name) => ({
      ...placeOf(module, statement),
      name,
      exported: isExported(statement),
      documented: isDocumented(statement),
    })),
  );
}

function namesOf(statement: Node): string[] {
  if (isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) =>
      isIdentifier(name) ? [name.text] : [],
    );
  }
  const named =
    isFunctionDeclaration(statement) ||
    isClassDeclaration(statement) ||
    isInterfaceDeclaration(statement) ||
    isTypeAliasDeclaration(statement) ||
    isEnumDeclaration(statement);
  return named && statement.name ? [statement.name.text] : [];
}

/** Tells whether a statement has a docstring; a later signature of an overloaded function needs none. */
function isDocumented(statement: Node): boolean {
  if (statement.jsDoc?.length) return true;
  if (!isFunctionDeclaration(statement) || !statement.name) return false;
  const name = statement.name.text;
  let documented = false;
  statement.parent.forEachChild((other) => {
    if (isFunctionDeclaration(other) && other.name?.text === name && other.jsDoc?.length)
      documented = true;
  });
  return documented;
}

function isExported(statement: Node): boolean {
  let exported = false;
  statement.forEachChild((child) => {
    if (child.kind === SyntaxKind.ExportKeyword) exported = true;
  });
  return exported;
}
