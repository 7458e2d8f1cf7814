import type { DocumentNode } from 'graphql';
import type { GatewayPlugin } from './gateway-plugin.ts';
import { Remembered, weightOf } from './remembered.ts';

/** About how many bytes the documents that are remembered take, in each of two generations. */
const MOST_BYTES = 24_000_000;

/**
 * Spares documents that were parsed and found valid before from both. Yoga's own memory counts documents, a thousand of
 * which may take two gigabytes, and remembers what anybody sends; this one weighs them, and only those of callers with
 * a valid token.
 */
export function rememberDocuments(): GatewayPlugin {
  const texts = new Remembered<DocumentNode>(MOST_BYTES);
  const valid = new WeakSet<DocumentNode>();
  return {
    onParse: ({ params, setParsedDocument }) => {
      const document = texts.get(params.source.toString());
      if (document) setParsedDocument(document);
    },
    onValidate: ({ params: { documentAST }, context, setResult }) => {
      if (valid.has(documentAST)) {
        setResult([]);
        return undefined;
      }
      return ({ valid: isValid }) => {
        const text = documentAST.loc?.source.body;
        if (!isValid || text === undefined || context.viewer === null) return;
        valid.add(documentAST);
        texts.set(text, documentAST, weightOf(text, documentAST));
      };
    },
  };
}
