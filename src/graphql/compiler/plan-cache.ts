import type { DocumentNode } from 'graphql';
import { Cache } from '../../cache.ts';
import { documentBytes } from '../http/document-cache.ts';
import type { Operation } from './plan.ts';

/** The parts of a request by which its operation is found: the document, and the name if the document has several. */
export interface OperationSource {
  readonly query?: unknown;
  readonly operationName?: unknown;
}

/** Estimated bytes of the cached operations with their documents and plans, in each of two generations. */
const MAX_BYTES = 24_000_000;

/** Estimated bytes of a field in a plan. */
const FIELD_BYTES = 500;

/** The operations of one document by their names. */
type OperationsByName = Map<unknown, Operation>;

/** Operations that were parsed, validated and answered by their plans before, so that the fast path can repeat them. */
export class PlanCache {
  readonly #documents = new Cache<OperationsByName>(MAX_BYTES);

  /** Finds the operation of a request; null if it is not cached. */
  find({ query, operationName }: OperationSource): Operation | null {
    if (typeof query !== 'string') return null;
    return this.#documents.get(query)?.get(operationName ?? null) ?? null;
  }

  /** Adds an operation of a validated document that has a plan. */
  add(
    { query, operationName }: OperationSource,
    document: DocumentNode,
    operation: Operation,
  ): void {
    if (typeof query !== 'string') return;
    const operations: OperationsByName = this.#documents.get(query) ?? new Map();
    operations.set(operationName ?? null, operation);
    const fields = [...operations.values()].reduce((sum, { mostFields }) => sum + mostFields, 0);
    this.#documents.set(query, operations, documentBytes(query, document) + FIELD_BYTES * fields);
  }
}
