import type { Node } from 'typescript-cli/unstable/ast';
import {
  isCallExpression,
  isNoSubstitutionTemplateLiteral,
  isStringLiteral,
} from 'typescript-cli/unstable/ast/is';
import { countOf, type Measure, type Offender } from './measure.ts';
import { filesBelow, type Module, placeOf, textOf, visit } from './project.ts';

const GLOSSARY = 'docs/glossary.md';
const TEXTS = ['schema.graphql', 'prisma/schema.prisma', 'README.md'];

/** A synonym that the glossary forbids, with the word that stands for it. */
interface Synonym {
  text: string;
  instead: string;
  pattern: RegExp;
}

/** Returns the measure of forbidden synonyms in the source, the schema, the docs and the titles of tests. */
export function glossaryMeasure(modules: Module[]): Measure {
  const synonyms = readSynonyms(textOf(GLOSSARY));
  const docs = filesBelow('docs').filter((file) => file.endsWith('.md') && file !== GLOSSARY);
  const source = modules.filter(({ path }) => path.startsWith('src/'));
  const lines = [
    ...source.flatMap(({ path, text }) => linesOf(path, text)),
    ...[...TEXTS, ...docs].flatMap((file) => linesOf(file, textOf(file))),
    ...modules.filter(({ path }) => path.startsWith('test/')).flatMap(titlesOf),
  ];
  return countOf(
    'glossary',
    'words that the glossary replaces',
    lines.flatMap((line) => usesIn(line, synonyms)),
  );
}

/** Returns the third column of the glossary's tables: names in code format, words and phrases as they are. */
export function readSynonyms(glossary: string): Synonym[] {
  return glossary.split('\n').flatMap((line) => {
    const [, word, , synonyms] = line.split('|').map((cell) => cell.trim());
    if (!word || !synonyms || word === 'word' || /^-+$/.test(word)) return [];
    return synonyms.split(/, */).map((text) => synonymOf(text, word));
  });
}

function synonymOf(text: string, instead: string): Synonym {
  const [, name] = /^`(\w+)`$/.exec(text) ?? [];
  if (name) return { text: name, instead, pattern: new RegExp(`\\b${name}\\b`) };
  return { text, instead, pattern: new RegExp(`\\b${text.replaceAll(' ', '[ -]')}s?\\b`, 'i') };
}

/** Returns the forbidden synonyms that a line uses. */
export function usesIn({ file, line, note }: Offender, synonyms: Synonym[]): Offender[] {
  const words = wordsOf(note);
  return synonyms
    .filter(({ pattern }) => pattern.test(pattern.flags ? words : note))
    .map(({ text, instead }) => ({ file, line, note: `"${text}": ${instead}` }));
}

/** Returns a line with its names taken apart: `openBookFor` as "open Book For". */
function wordsOf(line: string): string {
  return line.replace(/([a-z0-9])(?=[A-Z])/g, '$1 ').replaceAll('_', ' ');
}

function linesOf(file: string, text: string): Offender[] {
  return text.split('\n').map((note, index) => ({ file, line: index + 1, note }));
}

/** Returns the titles of a file's tests and of their groups. */
function titlesOf(module: Module): Offender[] {
  const found: Offender[] = [];
  visit(module.tree, (node) => {
    if (!isCallExpression(node) || !isTestFunction(node.expression, module)) return;
    const [title] = node.arguments;
    if (title && (isStringLiteral(title) || isNoSubstitutionTemplateLiteral(title)))
      found.push({ ...placeOf(module, title), note: title.text });
  });
  return found;
}

function isTestFunction(called: Node, { tree }: Module): boolean {
  return /^(?:test|it|describe)\b/.test(called.getText(tree));
}
