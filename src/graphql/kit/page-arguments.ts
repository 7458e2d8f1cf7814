import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../domain/page/page.ts';
import type { FieldBuilder } from './builder.ts';

const size = `0 to ${MAX_PAGE_SIZE}`;

/** The arguments by which every list is paged. */
export const pageArguments = ({ arg }: FieldBuilder) => ({
  first: arg.int({
    description: `How many rows from the start or after the cursor: ${size}; ${DEFAULT_PAGE_SIZE} unless said otherwise.`,
  }),
  after: arg.string({
    description: 'The cursor of the row that the page comes after; refused together with "last".',
  }),
  last: arg.int({ description: `How many rows from the end or before the cursor: ${size}.` }),
  before: arg.string({
    description: 'The cursor of the row that the page comes before; refused without "last".',
  }),
  offset: arg.int({
    description: 'How many rows to leave out at the start, with "first" alone. Cursors are faster.',
  }),
});
