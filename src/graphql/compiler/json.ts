import type { Kind } from '../../domain/kinds.ts';
import { isoOf, trimmed } from '../../domain/read/values.ts';
import type { GraphQLContext } from '../builder.ts';

/** Texts that JSON writes as they are. */
const PLAIN = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** A text as JSON. */
export const jsonText = (text: string): string =>
  PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);

/** How each kind of value is written into an answer, from the text that PostgreSQL wrote: what the scalars say. */
export const jsonOf: Readonly<Record<Kind, (text: string, context: GraphQLContext) => string>> = {
  text: jsonText,
  flag: (text) => (text === 't' ? 'true' : 'false'),
  money: (text) => `"${trimmed(text)}"`,
  time: (text) => `"${isoOf(text)}"`,
  count: (text) => text,
  code: (text) => `"${text}"`,
  hash: (text, { ids }) => `"${ids.encode(Number(text))}"`,
  json: (text) => (text === '{}' ? text : JSON.stringify(JSON.parse(text))),
};
