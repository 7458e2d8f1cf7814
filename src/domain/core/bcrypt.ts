/** The cost of bcrypt, the same as in v1. */
export const BCRYPT_COST = 10;

/** The maximum of bytes that bcrypt reads of a password. */
export const MAX_PASSWORD_BYTES = 72;
