/** The v1 key of a field: `customValue1` is `custom_value1` (a digit starts no word), `eInvoice` is `e_invoice`. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The field of a v1 key: the way back. */
export const camelCase = (key: string): string =>
  key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
