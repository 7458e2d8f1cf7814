/** A link between two clients, by their places in a list, the lower first, and the confidence that they are one. */
export interface Link {
  readonly a: number;
  readonly b: number;
  readonly score: number;
}

/**
 * The score from which on a link always joins two groups; a VAT number, id number or e-mail address alone reaches it.
 */
const SURE = 0.85;

/** The roles of a client in its cluster: a core attracts others, a leaf does not. */
const [FREE, CORE, LEAF] = [0, 1, 2];

/**
 * Returns the clusters that links form, each as ascending places, with the surest links applied first. A link below
 * `SURE` only adds a client without a cluster to the core of one: a shared phone number here and another there would
 * otherwise join half a book. Clients without a cluster are left out.
 * @param count of the clients
 */
export function clustersOf(links: readonly Link[], count: number): number[][] {
  const groups = new Groups(count);
  const roles = new Uint8Array(count);
  const bySureness = links.toSorted((x, y) => y.score - x.score || x.a - y.a || x.b - y.b);
  const join = (core: number, other: number, role: number) => {
    groups.join(core, other);
    roles[core] = CORE;
    roles[other] = role;
  };
  for (const { a, b, score } of bySureness) {
    if (score >= SURE) join(a, b, CORE);
    else if (roles[a] !== LEAF && roles[b] === FREE) join(a, b, LEAF);
    else if (roles[a] === FREE && roles[b] === CORE) join(b, a, LEAF);
  }
  return groups.all();
}

/** Disjoint sets of places. Each place points to another of its group, the last one to itself. */
class Groups {
  readonly #next: Int32Array;

  constructor(count: number) {
    this.#next = Int32Array.from({ length: count }, (_, place) => place);
  }

  join(a: number, b: number): void {
    this.#next[this.#last(a)] = this.#last(b);
  }

  #last(from: number): number {
    let place = from;
    while (this.#after(place) !== place) {
      // Path halving keeps later look-ups short.
      this.#next[place] = this.#after(this.#after(place));
      place = this.#after(place);
    }
    return place;
  }

  #after(place: number): number {
    return this.#next[place] as number;
  }

  /** Returns the groups of two and more. */
  all(): number[][] {
    const groups = new Map<number, number[]>();
    for (const place of this.#next.keys()) {
      const last = this.#last(place);
      const group = groups.get(last);
      if (group) group.push(place);
      else groups.set(last, [place]);
    }
    return [...groups.values()].filter(({ length }) => length > 1);
  }
}
