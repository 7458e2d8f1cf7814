import type { Queryable } from '../../db/database.ts';
import type { Listener } from '../../db/listener.ts';
import { TokenWatch } from '../companies/token-expiry-monitor.ts';
import { DomainError, type ErrorCode } from '../core/errors.ts';
import type { Viewer } from '../core/viewer.ts';
import { type Change, changesAfter } from './change-rows.ts';

/** Most streams of a company that one process keeps open. */
const MAX_STREAMS = 1000;

/** Changes that are read at a time. */
const PAGE = 100;

/** How often to look without being told to, in milliseconds: a lost connection may go unnoticed for a while. */
const LOOK_EVERY = 30_000;

/** One stream of changes: hears when there may be news, and when it has to end. */
export class Follower {
  /** Why the stream has to end; null while it may go on. */
  ended: ErrorCode | null = null;
  #hasNews = true;
  #wake: () => void = () => {};

  /** Says that there may be changes. */
  tell(): void {
    this.#hasNews = true;
    this.#wake();
  }

  /** Says that the stream has to end. */
  end(reason: ErrorCode): void {
    this.ended ??= reason;
    this.tell();
  }

  /** Waits for news since the last call. The first call does not wait. */
  async news(): Promise<void> {
    if (!this.#hasNews) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#hasNews = false;
  }
}

interface Company {
  readonly followers: Set<Follower>;
  /** Number of the last news. */
  turn: number;
}

/**
 * All streams of changes of this process. The database tells of changes once for each company, and streams that stand
 * at the same place share one read: what a change costs does not grow with the number of those who wait for it.
 */
export class Followers {
  readonly #db: Queryable;
  readonly #tokens: TokenWatch;
  readonly #companies = new Map<number, Company>();
  readonly #reads = new Map<string, Promise<Change[]>>();
  readonly #look: NodeJS.Timeout;
  #turns = 0;
  #closed = false;

  constructor(db: Queryable, listener: Listener) {
    this.#db = db;
    this.#tokens = new TokenWatch(db, listener);
    listener.on('changes', (companyId) => {
      if (companyId === null) this.#tellAll();
      else this.#tell(Number(companyId));
    });
    this.#look = setInterval(() => this.#tellAll(), LOOK_EVERY).unref();
  }

  /** How many streams are open. */
  get count(): number {
    return [...this.#companies.values()].reduce((sum, { followers }) => sum + followers.size, 0);
  }

  /**
   * Opens a stream.
   * @param gone is aborted when nobody reads it any more
   * @throws TOO_MANY, GOING_AWAY
   */
  join(viewer: Viewer, gone: AbortSignal): Follower {
    const { companyId } = viewer;
    const company = this.#companies.get(companyId) ?? this.#newCompany();
    if (this.#closed) throw new DomainError('GOING_AWAY', 'The gateway is stopping.');
    if (company.followers.size >= MAX_STREAMS) {
      throw new DomainError('TOO_MANY', `A company has at most ${MAX_STREAMS} open streams.`);
    }
    const follower = new Follower();
    if (gone.aborted) return follower;
    company.followers.add(follower);
    this.#companies.set(companyId, company);
    const unwatch = this.#tokens.watch(viewer, () => follower.end('UNAUTHENTICATED'));
    gone.addEventListener('abort', () => {
      unwatch();
      company.followers.delete(follower);
      if (company.followers.size === 0) this.#companies.delete(companyId);
      follower.tell();
    });
    return follower;
  }

  /**
   * Reads some of the changes of a company that follow a cursor.
   * @returns the changes, and whether there may be more
   */
  async read(
    companyId: number,
    cursor: string,
    clientIds: readonly number[] | null,
  ): Promise<{ changes: readonly Change[]; mayHaveMore: boolean }> {
    // A read that began before the last news may have missed what they were about.
    const turn = this.#companies.get(companyId)?.turn;
    const key = JSON.stringify([companyId, turn, cursor, clientIds]);
    const read = this.#reads.get(key) ?? changesAfter(this.#db, companyId, cursor, clientIds, PAGE);
    this.#reads.set(key, read);
    try {
      const changes = await read;
      return { changes, mayHaveMore: changes.length === PAGE };
    } finally {
      this.#reads.delete(key);
    }
  }

  /** Ends all streams, and opens no more. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#look);
    for (const { followers } of this.#companies.values()) {
      for (const follower of followers) follower.end('GOING_AWAY');
    }
  }

  #newCompany(): Company {
    this.#turns += 1;
    return { followers: new Set(), turn: this.#turns };
  }

  #tell(companyId: number): void {
    const company = this.#companies.get(companyId);
    if (!company) return;
    this.#turns += 1;
    company.turn = this.#turns;
    for (const follower of company.followers) follower.tell();
  }

  #tellAll(): void {
    for (const companyId of this.#companies.keys()) this.#tell(companyId);
  }
}
