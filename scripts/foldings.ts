// Writes the two foldings of texts from Unicode's tables: the SQL functions of migration 0008 and the table of
// src/domain/text/fold-table.ts. The version is the newest that every database knows: PostgreSQL 15 has Unicode 14.
import { writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import commonFoldings from '@unicode/unicode-14.0.0/Case_Folding/C/symbols.mjs';
import fullFoldings from '@unicode/unicode-14.0.0/Case_Folding/F/symbols.mjs';
import enclosing from '@unicode/unicode-14.0.0/General_Category/Enclosing_Mark/code-points.mjs';
import nonspacing from '@unicode/unicode-14.0.0/General_Category/Nonspacing_Mark/code-points.mjs';
import arabic from '@unicode/unicode-14.0.0/Script/Arabic/code-points.mjs';
import cyrillic from '@unicode/unicode-14.0.0/Script/Cyrillic/code-points.mjs';
import greek from '@unicode/unicode-14.0.0/Script/Greek/code-points.mjs';
import hebrew from '@unicode/unicode-14.0.0/Script/Hebrew/code-points.mjs';
import inherited from '@unicode/unicode-14.0.0/Script/Inherited/code-points.mjs';
import latin from '@unicode/unicode-14.0.0/Script/Latin/code-points.mjs';
import syriac from '@unicode/unicode-14.0.0/Script/Syriac/code-points.mjs';

/**
 * Marks that are of no script, as accents are, but letters: those that make が of か, and the iota under ᾳ, which is one of
 * its own without case.
 */
const LETTERS = new Set([0x3099, 0x309a, 0x345]);

/** Scripts whose marks can be left out in writing; those of others are vowels and other letters. */
const accented = new Set([inherited, latin, greek, cyrillic, hebrew, arabic, syriac].flat());

const accents = [...nonspacing, ...enclosing]
  .filter((point) => accented.has(point) && !LETTERS.has(point))
  .sort((a, b) => a - b);

/** Tells whether a letter is outside ASCII and not decomposed. All others are decomposed before letters are folded. */
const isWhole = (letter: string): boolean =>
  (letter.codePointAt(0) as number) > 0x7f && letter.normalize('NFD') === letter;

const whole = <Folded>(foldings: ReadonlyMap<string, Folded>): [string, Folded][] =>
  [...foldings].filter(([letter]) => isWhole(letter));

/** The letters of most texts by their scripts: translate() looks for each letter of a text in all that it is given. */
const usual = [
  /^[\u00c0-\u017f]$/,
  /^[\u0391-\u03a9\u03c2]$/,
  /^[\u0410-\u042f]$/,
  /^[\u0400-\u040f]$/,
];

const letters = whole(commonFoldings);
const ofAscii = [...commonFoldings].filter(([letter]) => letter < '\x80');
const rare = letters.filter(([letter]) => !usual.some((script) => script.test(letter)));
const scripts = [...usual.map((script) => letters.filter(([letter]) => script.test(letter))), rare];
const several = whole(fullFoldings).map(([letter, folded]): [string, string] => [
  letter,
  [folded].flat().join(''),
]);

const column = (pairs: readonly [string, string][], side: 0 | 1): string =>
  pairs.map((pair) => pair[side]).join('');

/** Groups code points into ranges, first and last. */
function rangesOf(points: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const point of points) {
    const last = ranges.at(-1);
    if (last?.[1] === point - 1) last[1] = point;
    else ranges.push([point, point]);
  }
  return ranges;
}

const hex = (point: number, digits: number): string => point.toString(16).padStart(digits, '0');

/** Writes a code point as PostgreSQL reads it, in regular expressions and in `E` texts. */
const inSql = (point: number): string =>
  point > 0xffff ? `\\U${hex(point, 8)}` : `\\u${hex(point, 4)}`;

/** Writes code points as a character class. */
const classOf = (points: readonly number[], shown: (point: number) => string): string =>
  rangesOf([...points].sort((a, b) => a - b))
    .map(([from, to]) => (from === to ? shown(from) : `${shown(from)}-${shown(to)}`))
    .join('');

const pointsOf = (pairs: readonly [string, string][]): number[] =>
  pairs.map(([letter]) => letter.codePointAt(0) as number);

/** Writes a code point as an escape of TypeScript. */
const inText = (point: number): string => `\\u{${point.toString(16)}}`;

/** Writes a text of PostgreSQL, 16 characters a line. */
function literal(text: string): string {
  const lines = [];
  const signs = Array.from(text, (sign) => inSql(sign.codePointAt(0) as number));
  for (let at = 0; at < signs.length; at += 16)
    lines.push(`E'${signs.slice(at, at + 16).join('')}'`);
  return lines.join('\n        || ');
}

const sqlClass = (pairs: readonly [string, string][]): string =>
  `[${classOf(pointsOf(pairs), inSql)}]`;

const replaced = several.reduce(
  (inner, [letter, folded]) => `replace(${inner}, ${literal(letter)}, ${literal(folded)})`,
  'value',
);

const translated = (
  pairs: readonly [string, string][],
): string => `    IF value ~ '${sqlClass(pairs)}' THEN
      value := translate(value,
        ${literal(column(pairs, 0))},
        ${literal(column(pairs, 1))});
    END IF;`;

/** The SQL of the functions. */
export const migrationScript = `-- Texts are compared in two ways, by the same functions on every database. Written by scripts/foldings.ts
-- from the tables of Unicode 14: neither lower() nor what else depends on a locale has a part in them.

-- The letters of a text that was taken apart (NFD), without case: ß is ss.
CREATE FUNCTION fold_letters(value TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1 AS $$
BEGIN
  IF value ~ '${sqlClass([...letters, ...several])}' THEN
    IF value ~ '${sqlClass(several)}' THEN
      value := ${replaced};
    END IF;
${scripts.map(translated).join('\n')}
  END IF;
  RETURN lower(value COLLATE "C");
END $$;

-- What names one record (addresses, numbers): without case, accents count. A text of as many bytes as characters is
-- plain ASCII.
CREATE FUNCTION fold_identity(value TEXT) RETURNS TEXT IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(value) = length(value) THEN lower(value COLLATE "C")
  ELSE normalize(fold_letters(normalize(value, NFD)), NFC) END;

-- The compatibility form of a text without accents. Not part of fold_search(), which is copied into every statement that
-- calls it: planning would take longer than folding.
CREATE FUNCTION without_accents(value TEXT) RETURNS TEXT LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 1 AS $$
BEGIN
  RETURN regexp_replace(normalize(value, NFKD),
    '[${classOf(accents, inSql)}]+', '', 'g');
END $$;

-- What is looked for: without case, accents and the forms that letters take for the sake of looks.
CREATE FUNCTION fold_search(value TEXT) RETURNS TEXT IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN octet_length(value) = length(value) THEN lower(value COLLATE "C")
  ELSE normalize(fold_letters(without_accents(value)), NFC) END;
`;

/** Writes a character as itself, or a mark as an escape: marks would join the letter before them. */
const shown = (sign: string): string =>
  /\p{M}/u.test(sign) ? inText(sign.codePointAt(0) as number) : sign;

/** Writes texts as lines of an array. */
const linesOf = (texts: readonly string[], many: number): string =>
  Array.from(
    { length: Math.ceil(texts.length / many) },
    (_, line) => `  '${texts.slice(line * many, (line + 1) * many).join('')}',`,
  ).join('\n');

const classLines = rangesOf(accents)
  .map(([from, to]) => `    '${from === to ? inText(from) : `${inText(from)}-${inText(to)}`}',`)
  .join('\n');

/** The module of the same foldings in the process. */
export const tableModule = `// Written by scripts/foldings.ts from the tables of Unicode 14.

/** Letters, and after each what it is without case. */
const LETTERS = [
${linesOf(
  [...ofAscii, ...letters].map((pair) => pair.map(shown).join('')),
  40,
)}
].join('');

/** Letters that become several. */
const SEVERAL: readonly (readonly [string, string])[] = [
${several.map(([letter, folded]) => `  ['${letter}', '${folded}'],`).join('\n')}
];

const signs = Array.from(LETTERS);

/** Case foldings of the letters that cannot be taken apart. */
export const withoutCase: ReadonlyMap<string, string> = new Map([
  ...SEVERAL,
  ...signs.flatMap((letter, at) =>
    at % 2 === 0 ? [[letter, signs[at + 1] as string] as const] : [],
  ),
]);

/** The marks that a search does not look at: those that can be left out in writing. */
export const ACCENTS: RegExp = new RegExp(
  \`[\${[
${classLines}
  ].join('')}]+\`,
  'gu',
);
`;

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await writeFile('prisma/migrations/0008_two_foldings/migration.sql', migrationScript);
  await writeFile('src/domain/text/fold-table.ts', tableModule);
}
