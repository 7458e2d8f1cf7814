import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDER = 'src/domain/v1-rules';

test('the list of the rules of v1 names every file of the folder, and only code and tests that exist', () => {
  const list = readFileSync(join(FOLDER, 'README.md'), 'utf8');
  const linked = [...list.matchAll(/\]\(([^)]+)\)/g)].map(([, path = '']) => join(FOLDER, path));
  expect(linked.filter((path) => !existsSync(path))).toEqual([]);
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.ts'));
  expect(files.filter((name) => !linked.includes(join(FOLDER, name)))).toEqual([]);
});
