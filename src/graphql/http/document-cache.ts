import type { DocumentNode } from 'graphql';
import { Cache } from '../../cache.ts';
import type { GatewayPlugin } from './gateway-plugin.ts';

/** Estimated bytes of the cached documents, in each of two generations. */
const MAX_BYTES = 24_000_000;

/** Estimated bytes of a token of a document with its nodes. */
const TOKEN_BYTES = 400;

/** Estimates the memory of a document with its text, in bytes. */
export const documentBytes = (text: string, { tokenCount = 0 }: DocumentNode): number =>
  text.length + TOKEN_BYTES * tokenCount;

/**
 * Parses and validates each document once. Yoga's own cache counts documents, a thousand of which may take two
 * gigabytes, and keeps those without a token, too; this one weighs them, and keeps those with a valid token only.
 */
export function cacheDocuments(): GatewayPlugin {
  const documents = new Cache<DocumentNode>(MAX_BYTES);
  const valid = new WeakSet<DocumentNode>();
  return {
    onParse: ({ params, setParsedDocument }) => {
      const document = documents.get(params.source.toString());
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
        documents.set(text, documentAST, documentBytes(text, documentAST));
      };
    },
  };
}
