/** Returns the v1 key of a field: `custom_value1` for `customValue1` (a digit starts no word), `e_invoice` for `eInvoice`. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Returns the field of a v1 key, the reverse of `snakeCase`. */
export const camelCase = (key: string): string =>
  key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
