import { bookExamples } from './book-examples.ts';
import { clientExamples } from './client-examples.ts';
import type { Example } from './example.ts';

/** Examples of the common tasks, one tab each, in the order of the tabs. */
export const examples: readonly Example[] = [...clientExamples, ...bookExamples];
