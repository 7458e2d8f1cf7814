import { readdirSync, readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import type { Node, SourceFile } from 'typescript-cli/unstable/ast';
import { API } from 'typescript-cli/unstable/sync';

/** A place in a file of the repository, as terminals and editors open it. */
export interface Place {
  file: string;
  line: number;
}

/** A TypeScript file with its syntax tree. */
export interface Module {
  /** Path from the root of the repository, with forward slashes. */
  path: string;
  tree: SourceFile;
  text: string;
  /** Written by a script or by Prisma, so no one reads or edits it. */
  generated: boolean;
}

const GENERATED_FOLDER = 'src/db/generated/';
const GENERATED_HEADER = /^(?:\/\/|\/\*\*?) (?:Written|Generated) by /;

/** Returns the TypeScript files that tsconfig.json names, sorted by path. */
export function readModules(root: string): Module[] {
  const api = new API({ cwd: root });
  try {
    const config = resolve(root, 'tsconfig.json');
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (!project) throw new Error(`TypeScript cannot open ${config}.`);
    const modules = project.rootFiles.flatMap((name): Module[] => {
      const tree = project.program.getSourceFile(name);
      const path = relative(root, name).split(sep).join('/');
      return tree ? [moduleOf(path, tree)] : [];
    });
    return modules.sort((a, b) => (a.path < b.path ? -1 : 1));
  } finally {
    api.close();
  }
}

function moduleOf(path: string, tree: SourceFile): Module {
  const { text } = tree;
  const generated = path.startsWith(GENERATED_FOLDER) || GENERATED_HEADER.test(text);
  return { path, tree, text, generated };
}

/** Returns the line on which a node begins, without its docstring. */
export function placeOf({ path, tree }: Module, node: Node): Place {
  return placeAt(path, tree.text, node.getStart(tree));
}

/** Returns the place of a character of a text. */
export function placeAt(file: string, text: string, position: number): Place {
  return { file, line: text.slice(0, position).split('\n').length };
}

/** Calls a function with every node of a tree, parents first. */
export function visit(node: Node, call: (node: Node) => void): void {
  call(node);
  node.forEachChild((child) => visit(child, call));
}

/** Returns the number of lines of a text whose last line ends with a line break. */
export function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** Returns the paths of the files below a folder, of all its folders. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative('.', resolve(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** Returns a file's text. */
export function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}
