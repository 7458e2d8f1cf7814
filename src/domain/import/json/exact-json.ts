/** A number of so many digits may be more than a double can hold. */
const LONG_NUMBER = /\d[\d.]{15}/;

/** Texts, to be stepped over, and numbers of sixteen signs or more. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]{15,}/gs;

/**
 * Parses JSON without losing a digit: a number of up to fifteen digits reads back from a double as it was written,
 * and a longer one is given as text.
 * @throws SyntaxError when the text is not JSON
 */
export function parseExactly(json: string): unknown {
  if (!LONG_NUMBER.test(json)) return JSON.parse(json);
  return JSON.parse(
    json.replace(TOKENS, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  );
}
