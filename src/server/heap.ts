import { setFlagsFromString } from 'node:v8';

/** How far the heap may grow beyond what is in use before it is cleared, in percent. */
const GROWTH = 50;

/** Memory that is taken at once for what is read from the database and sent to callers, in bytes. */
const SLAB = 1024 * 1024;

/**
 * Keeps the memory of the process near what it needs. On a machine with much memory V8 lets a heap of short-lived
 * answers grow to several times its size before it looks at it, and each page is memory of its own to be asked for.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
  Buffer.poolSize = SLAB;
}
