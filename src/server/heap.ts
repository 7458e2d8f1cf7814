import { setFlagsFromString } from 'node:v8';

/** Growth of the heap over its live size before a collection, in percent. */
const HEAP_GROWTH_PERCENT = 50;

/** Size of the slabs from which small buffers are allocated, in bytes. */
const SLAB_BYTES = 1024 * 1024;

/**
 * Limits the memory of the process. On large machines V8 lets a heap of short-lived objects grow to several times its live
 * size before it collects. Larger slabs save allocations for the buffers of rows and responses.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  Buffer.poolSize = SLAB_BYTES;
}
