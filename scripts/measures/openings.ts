import { GraphQLError, Kind, parse, visit as visitDocument } from 'graphql';
import type { Node } from 'typescript-cli/unstable/ast';
import {
  isArrowFunction,
  isFunctionDeclaration,
  isFunctionExpression,
  isMethodDeclaration,
  isMethodSignatureDeclaration,
  isVariableStatement,
} from 'typescript-cli/unstable/ast/is';
import { countOf, type Measure, type Offender } from './measure.ts';
import { type Module, placeAt, textOf, visit } from './project.ts';
import { isVerb } from './verbs.ts';

const QUESTION =
  /^(?:What|Whatever|Which|Whichever|Who|Whom|Whose|Whoever|Whomever|How|However|Whether)\b/;
const SCHEMA = 'schema.graphql';
const TABLES = 'prisma/schema.prisma';

interface Docstring extends Offender {
  ofFunction: boolean;
}

/** Returns the measures of how docstrings and descriptions open. */
export function openingMeasures(modules: Module[]): Measure[] {
  const docstrings = modules.flatMap(docstringsOf);
  const texts = [...docstrings, ...descriptions(), ...tableComments()];
  return [
    countOf(
      'question-openings',
      'docstrings and descriptions that open as a question',
      texts.filter(({ note }) => QUESTION.test(note)),
    ),
    countOf(
      'verb-openings',
      'docstrings of functions that do not open with a verb',
      docstrings.filter(({ note, ofFunction }) => ofFunction && !isVerb(note)),
    ),
  ];
}

function docstringsOf({ path, tree, text }: Module): Docstring[] {
  const found: Docstring[] = [];
  visit(tree, (node) => {
    const comment = node.jsDoc?.at(-1);
    if (!comment) return;
    const note = proseOf(text.slice(comment.pos, comment.end));
    if (note.startsWith('@')) return;
    found.push({
      ...placeAt(path, text, text.indexOf('/**', comment.pos)),
      note,
      ofFunction: isFunction(node),
    });
  });
  return found;
}

/** Returns a comment's text as one line. */
function proseOf(comment: string): string {
  const inner = comment
    .trim()
    .replace(/^\/\*\*|\*\/$/g, '')
    .replace(/^\s*\* ?/gm, '');
  return inner.replace(/\s+/g, ' ').trim();
}

function isFunction(node: Node): boolean {
  if (isVariableStatement(node)) {
    const [first] = node.declarationList.declarations;
    const value = first?.initializer;
    return value !== undefined && (isArrowFunction(value) || isFunctionExpression(value));
  }
  const method = isMethodDeclaration(node) || isMethodSignatureDeclaration(node);
  return method || isFunctionDeclaration(node);
}

/** Returns the descriptions of the GraphQL schema. */
function descriptions(): Offender[] {
  const text = textOf(SCHEMA);
  const found: Offender[] = [];
  visitDocument(parse(text), {
    enter(node) {
      if (!('description' in node) || node.description?.kind !== Kind.STRING) return;
      const line = node.description.loc?.startToken.line;
      if (!line) throw new GraphQLError('A description has no location.', { nodes: node });
      found.push({ file: SCHEMA, line, note: node.description.value.replace(/\s+/g, ' ') });
    },
  });
  return found;
}

/** Returns the comments of tables and columns, each from its first line. */
function tableComments(): Offender[] {
  const lines = textOf(TABLES)
    .split('\n')
    .map((line) => /^\s*\/\/\/ ?(.*)$/.exec(line)?.[1]);
  return lines.flatMap((note, index) =>
    note === undefined || lines[index - 1] !== undefined
      ? []
      : [{ file: TABLES, line: index + 1, note }],
  );
}
