import type { DocumentNode } from 'graphql';
import { Remembered, weightOf } from '../http/remembered.ts';
import type { Operation } from './plan.ts';

/** What names an operation: the text of its document, and its name where the document has several. */
export interface OperationSource {
  readonly query?: unknown;
  readonly operationName?: unknown;
}

/** About how many bytes the operations that are remembered take, with documents and plans, in each of two generations. */
const MOST_BYTES = 24_000_000;

/** Bytes that a field takes in a plan, about. */
const FIELD_BYTES = 500;

/** The operations of one document by their names. */
type Named = Map<unknown, Operation>;

/**
 * Operations that were parsed, validated, and answered by their plans before: they are so again without being looked
 * at anew.
 */
export class KnownOperations {
  readonly #documents = new Remembered<Named>(MOST_BYTES);

  /** The operation that a request asks for; null when it is not known. */
  find({ query, operationName }: OperationSource): Operation | null {
    if (typeof query !== 'string') return null;
    return this.#documents.get(query)?.get(operationName ?? null) ?? null;
  }

  /** Remembers an operation of a document that was validated and has a plan. */
  remember(
    { query, operationName }: OperationSource,
    document: DocumentNode,
    operation: Operation,
  ): void {
    if (typeof query !== 'string') return;
    const named: Named = this.#documents.get(query) ?? new Map();
    named.set(operationName ?? null, operation);
    const fields = [...named.values()].reduce((sum, { mostFields }) => sum + mostFields, 0);
    this.#documents.set(query, named, weightOf(query, document) + FIELD_BYTES * fields);
  }
}
