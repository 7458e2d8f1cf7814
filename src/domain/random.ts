import { randomBytes } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Bytes from this one on would make some letters likelier than others. */
const FAIR = 256 - (256 % ALPHABET.length);

/** A text of random letters and digits, from a source that nobody can predict. */
export function randomKey(length: number): string {
  let key = '';
  while (key.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < FAIR && key.length < length) key += ALPHABET[byte % ALPHABET.length];
    }
  }
  return key;
}
