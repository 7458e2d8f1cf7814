import type { Operation } from './plan.ts';

/** What names an operation: the text of its document, and its name where the document has several. */
export interface OperationSource {
  readonly query?: unknown;
  readonly operationName?: unknown;
}

/** Most characters of the documents that are remembered in each of the two generations. */
const MOST_CHARACTERS = 4_000_000;

/** Most documents of a generation. */
const MOST_DOCUMENTS = 1000;

/** The operations of one document by their names. */
type Named = Map<unknown, Operation>;

/**
 * Operations that were parsed, validated, and answered by their plans before: they are so again without being looked
 * at anew. Those that nobody asks for any more are forgotten, so that a stream of ever different documents costs
 * no memory.
 */
export class KnownOperations {
  #recent = new Map<string, Named>();
  #older = new Map<string, Named>();
  #characters = 0;

  /** The operation that a request asks for; null when it is not known. */
  find({ query, operationName }: OperationSource): Operation | null {
    if (typeof query !== 'string') return null;
    const named = this.#recent.get(query) ?? this.#revive(query);
    return named?.get(operationName ?? null) ?? null;
  }

  /** Remembers an operation that was validated and has a plan. */
  remember({ query, operationName }: OperationSource, operation: Operation): void {
    if (typeof query !== 'string') return;
    const named = this.#recent.get(query) ?? this.#revive(query) ?? this.#add(query, new Map());
    named.set(operationName ?? null, operation);
  }

  #revive(query: string): Named | undefined {
    const named = this.#older.get(query);
    return named && this.#add(query, named);
  }

  #add(query: string, named: Named): Named {
    if (this.#recent.size >= MOST_DOCUMENTS || this.#characters > MOST_CHARACTERS) {
      this.#older = this.#recent;
      this.#recent = new Map();
      this.#characters = 0;
    }
    this.#recent.set(query, named);
    this.#characters += query.length;
    return named;
  }
}
