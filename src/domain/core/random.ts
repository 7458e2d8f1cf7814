import { randomFillSync } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Bytes from this one on would make some letters likelier than others. */
const FAIR = 256 - (256 % ALPHABET.length);

/** Random bytes that nobody has used: asking for many at once takes hardly longer than asking for one. */
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool[used] as number;
  // What is in use somewhere is not left in the pool.
  pool[used] = 0;
  used += 1;
  return byte;
}

/** A text of random letters and digits, from a source that nobody can predict. */
export function randomKey(length: number): string {
  let key = '';
  while (key.length < length) {
    const byte = randomByte();
    if (byte < FAIR) key += ALPHABET[byte % ALPHABET.length];
  }
  return key;
}
