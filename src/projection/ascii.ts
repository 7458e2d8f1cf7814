/** The character codes of JSON, numbers and instants. */
export const ascii = {
  space: 0x20,
  quote: 0x22,
  plus: 0x2b,
  dash: 0x2d,
  point: 0x2e,
  slash: 0x2f,
  zero: 0x30,
  backslash: 0x5c,
  delete: 0x7f,
} as const;
