/**
 * A text as texts are compared: without case and accents. The same as `fold()` in SQL, letter by letter: a letter does
 * not look at its neighbours.
 */
export const fold = (text: string): string =>
  Array.from(text.normalize('NFD').replace(/[\u0300-\u036f]+/g, ''), (letter) =>
    letter.toLowerCase(),
  ).join('');
