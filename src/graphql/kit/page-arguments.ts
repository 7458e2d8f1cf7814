import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from '../../domain/page/page.ts';
import type { FieldBuilder } from './builder.ts';

const size = `0 to ${MAX_PAGE_SIZE}`;

/** Makes the arguments that select a page of a list. */
export const pageArguments = ({ arg }: FieldBuilder) => ({
  first: arg.int({
    description: `Maximum of rows, from the start or after the cursor: ${size}. Default: ${DEFAULT_PAGE_SIZE}.`,
  }),
  after: arg.string({
    description: 'Cursor of the row before the page. Refused together with `last`.',
  }),
  last: arg.int({ description: `Maximum of rows, from the end or before the cursor: ${size}.` }),
  before: arg.string({
    description: 'Cursor of the row after the page. Refused without `last`.',
  }),
  offset: arg.int({
    description: 'Number of rows to skip, with `first` only. Cursors are faster.',
  }),
});
