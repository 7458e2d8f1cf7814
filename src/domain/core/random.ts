import { randomFillSync } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The first byte that is not used: from here on, bytes would make some letters likelier than others. */
const FAIR = 256 - (256 % ALPHABET.length);

/** Unused random bytes. Filling many takes hardly longer than filling one. */
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomByte(): number {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const byte = pool[used] as number;
  // A byte of a key must not stay in memory here.
  pool[used] = 0;
  used += 1;
  return byte;
}

/** Returns a text of random letters and digits from a cryptographic source. */
export function randomKey(length: number): string {
  let key = '';
  while (key.length < length) {
    const byte = randomByte();
    if (byte < FAIR) key += ALPHABET[byte % ALPHABET.length];
  }
  return key;
}
