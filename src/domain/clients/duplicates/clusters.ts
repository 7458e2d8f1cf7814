/** Two clients, by their places in a list, the lower first, and how sure it is that they are one. */
export interface Link {
  readonly a: number;
  readonly b: number;
  readonly score: number;
}

/** Links as sure as this join whatever they meet; a VAT number, id number or e-mail address alone makes one. */
const SURE = 0.85;

/** What a client is to its cluster: a core draws others in, a leaf does not. */
const [FREE, CORE, LEAF] = [0, 1, 2];

/**
 * The groups into which links join clients, each by its places in ascending order; the surest links come first. One that
 * is less than sure joins a client that is in no group yet to the core of one, and goes no further: a phone number here
 * and another there would make one group of half a book. Clients without a group are left out.
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

/** Places that are joined to groups: each leads to another of its group, the last one to itself. */
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
      // Halving the way keeps it short for those who come later.
      this.#next[place] = this.#after(this.#after(place));
      place = this.#after(place);
    }
    return place;
  }

  #after(place: number): number {
    return this.#next[place] as number;
  }

  /** The groups of two and more. */
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
