import type { Queryable } from '../../db/database.ts';
import type { Listener } from '../../db/listener.ts';
import { TokenExpiryMonitor } from '../companies/token-expiry-monitor.ts';
import { DomainError, type ErrorCode } from '../core/errors.ts';
import type { Viewer } from '../core/viewer.ts';
import { type Change, changesAfter } from './change-rows.ts';

/** The maximum of streams of a company in one process. */
const MAX_STREAMS = 1000;

/** The number of changes that are read at a time. */
const PAGE_SIZE = 100;

/** The interval at which changes are read without a notification: a lost connection may stay unnoticed for a while. */
const POLL_INTERVAL_MS = 30_000;

/** The owner of a subscription: the viewer of a token, or a part of the process, which needs no token. */
export type SubscriptionOwner = Viewer | Pick<Viewer, 'companyId'>;

/** A stream of changes. It is notified when there may be changes, and ended when it must stop. */
export class ChangeSubscription {
  /** The reason to end; null while the stream may go on. */
  ended: ErrorCode | null = null;
  #mayHaveChanges = true;
  #wake: () => void = () => {};

  /** Notifies the stream that there may be changes. */
  notify(): void {
    this.#mayHaveChanges = true;
    this.#wake();
  }

  /** Ends the stream. */
  end(reason: ErrorCode): void {
    this.ended ??= reason;
    this.notify();
  }

  /** Waits until there may be changes since the last call. The first call does not wait. */
  async waitForChange(): Promise<void> {
    if (!this.#mayHaveChanges) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#mayHaveChanges = false;
  }
}

interface CompanyStreams {
  readonly subscriptions: Set<ChangeSubscription>;
  /** Number of the last notification. */
  turn: number;
}

/**
 * The streams of changes of this process. The database notifies once for each company, and streams at the same position
 * share a read: the cost of a change does not grow with the number of streams.
 */
export class ChangeSubscriptions {
  readonly #db: Queryable;
  readonly #tokens: TokenExpiryMonitor;
  readonly #companies = new Map<number, CompanyStreams>();
  readonly #reads = new Map<string, Promise<Change[]>>();
  readonly #poll: NodeJS.Timeout;
  #turns = 0;
  #closed = false;

  constructor(db: Queryable, listener: Listener) {
    this.#db = db;
    this.#tokens = new TokenExpiryMonitor(db, listener);
    listener.on('changes', (companyId) => {
      if (companyId === null) this.#notifyAll();
      else this.#notify(Number(companyId));
    });
    this.#poll = setInterval(() => this.#notifyAll(), POLL_INTERVAL_MS).unref();
  }

  /** The number of open streams. */
  get count(): number {
    return [...this.#companies.values()].reduce(
      (sum, { subscriptions }) => sum + subscriptions.size,
      0,
    );
  }

  /**
   * Opens a stream.
   * @param gone is aborted when the caller has disconnected
   * @throws TOO_MANY, GOING_AWAY
   */
  join(owner: SubscriptionOwner, gone: AbortSignal): ChangeSubscription {
    const { companyId } = owner;
    const company = this.#companies.get(companyId) ?? this.#newCompany();
    if (this.#closed) throw new DomainError('GOING_AWAY', 'The gateway is stopping.');
    if (company.subscriptions.size >= MAX_STREAMS) {
      throw new DomainError('TOO_MANY', `A company has at most ${MAX_STREAMS} open streams.`);
    }
    const subscription = new ChangeSubscription();
    if (gone.aborted) return subscription;
    company.subscriptions.add(subscription);
    this.#companies.set(companyId, company);
    const unwatch =
      'tokenId' in owner
        ? this.#tokens.watch(owner, () => subscription.end('UNAUTHENTICATED'))
        : () => {};
    gone.addEventListener('abort', () => {
      unwatch();
      company.subscriptions.delete(subscription);
      if (company.subscriptions.size === 0) this.#companies.delete(companyId);
      subscription.notify();
    });
    return subscription;
  }

  /** Reads a page of the changes of a company after a cursor. @returns the changes, and whether there may be more */
  async read(
    companyId: number,
    cursor: string,
    clientIds: readonly number[] | null,
  ): Promise<{ changes: readonly Change[]; mayHaveMore: boolean }> {
    // A read that began before the last notification may have missed its changes.
    const turn = this.#companies.get(companyId)?.turn;
    const key = JSON.stringify([companyId, turn, cursor, clientIds]);
    const read =
      this.#reads.get(key) ?? changesAfter(this.#db, companyId, cursor, clientIds, PAGE_SIZE);
    this.#reads.set(key, read);
    try {
      const changes = await read;
      return { changes, mayHaveMore: changes.length === PAGE_SIZE };
    } finally {
      this.#reads.delete(key);
    }
  }

  /** Ends all streams and refuses new ones. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#poll);
    for (const { subscriptions } of this.#companies.values()) {
      for (const subscription of subscriptions) subscription.end('GOING_AWAY');
    }
  }

  #newCompany(): CompanyStreams {
    this.#turns += 1;
    return { subscriptions: new Set(), turn: this.#turns };
  }

  #notify(companyId: number): void {
    const company = this.#companies.get(companyId);
    if (!company) return;
    this.#turns += 1;
    company.turn = this.#turns;
    for (const subscription of company.subscriptions) subscription.notify();
  }

  #notifyAll(): void {
    for (const companyId of this.#companies.keys()) this.#notify(companyId);
  }
}
