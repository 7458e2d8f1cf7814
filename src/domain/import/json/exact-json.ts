/** Numbers that may have more digits than a double can hold. */
const LONG_NUMBER = /\d[\d.]{15}/;

/** Texts, which are kept, and numbers of at least sixteen characters. */
const LONG_TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]{15,}/gs;

/**
 * Parses JSON without losing digits. Numbers with more than fifteen digits, which a double may round, become texts.
 * @throws SyntaxError when the text is not JSON
 */
export function parseExactly(json: string): unknown {
  if (!LONG_NUMBER.test(json)) return JSON.parse(json);
  return JSON.parse(
    json.replace(LONG_TOKENS, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  );
}
