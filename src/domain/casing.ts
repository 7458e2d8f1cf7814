/** Returns the name of a field as an enum of GraphQL has it, in which callers choose it: `createdAt` is `CREATED_AT`. */
export const constantCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
