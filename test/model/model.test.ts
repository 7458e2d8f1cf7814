import fc from 'fast-check';
import { sql } from '../../src/db/sql.ts';
import { type Api, expect, newCompany, test } from '../support/api.ts';
import { type Book, emptyBook } from '../support/model/book.ts';
import { carryOut, comparableAnswer } from '../support/model/carry-out.ts';
import { anyCommand, type Command, START } from '../support/model/commands.ts';
import { blockers, signatureOf } from '../support/model/merge.ts';
import {
  checkDiffs,
  checkProgress,
  learn,
  type Reading,
  readBook,
} from '../support/model/reading.ts';
import { type Request, requestOf } from '../support/model/requests.ts';
import { refusals, send } from '../support/model/sending.ts';
import { comparable, goneIds, inOneOrder, shownBook } from '../support/model/shown.ts';
import { storedFiles } from '../support/upload.ts';

/** The number of sequences; more sequences find more. */
const RUNS = Number(process.env.MODEL_RUNS ?? 20);

const PREVIEW = `query ($into: ID!, $from: [ID!]!, $choose: [MergeChoiceInput!]) {
  mergePreview(into: $into, from: $from, choose: $choose) { previewToken blockers { code path } }
}`;

/** Returns the request of a merge with the token of a preview, and the errors of that preview. */
async function withPreview(api: Api, book: Book, request: Request): Promise<Request> {
  const { into, from, choose } = request.variables;
  const { mergePreview } = await api.ask(PREVIEW, { into, from, choose });
  const { previewToken } = mergePreview;
  expect(refusals(mergePreview.blockers)).toEqual(blockers(book, request.variables).toSorted());
  if (previewToken === null) return request;
  book.previews.set(previewToken, signatureOf(book, request.variables));
  return { ...request, variables: { ...request.variables, previewToken } };
}

/** Plays commands in the product and in the model, and compares all there is after each. */
async function play(api: Api, pattern: string, commands: readonly Command[]): Promise<void> {
  await api.db.query(
    sql`update companies set client_number_pattern = ${pattern} where id = ${api.companyId}`,
  );
  const book = emptyBook(pattern);
  let before: Reading = { cursor: '0', clients: [] };
  let last: Request | null = null;
  for (const command of commands) {
    let request: Request | null = command.operation === 'repeat' ? last : requestOf(book, command);
    if (request === null) continue;
    if (command.preview === 'new') request = await withPreview(api, book, request);
    if (request.idempotencyKey) last = request;
    const seen = book.changes.length;
    const expected = carryOut(book, request);
    const sent = await send(api, request);
    const read = await readBook(api, before.cursor, goneIds(book));
    learn(book, read, expected.items, sent.clientIds);
    expect(sent.answer).toEqual(comparableAnswer(expected));
    expect(inOneOrder(comparable(read))).toEqual(inOneOrder(shownBook(book, seen)));
    checkProgress(before, read);
    if (!request.dryRun && !sent.answer.replayed) checkDiffs(before, read, sent);
    before = { ...read, cursor: read.changes.at(-1)?.cursor ?? before.cursor };
  }
  const documents = book.clients.flatMap((client) => client.documents);
  expect(await storedFiles(api)).toHaveLength(documents.length);
}

test(
  'whatever is done to a book, it is what the simple model of it says',
  async () => {
    const commands = fc.array(anyCommand, { minLength: 5, maxLength: 15, size: 'max' });
    const pattern = fc.constantFrom('', 'C-{$counter}');
    await fc.assert(
      fc.asyncProperty(pattern, commands, async (numbers, sequence) => {
        await play(await newCompany(), numbers, [...START, ...sequence]);
      }),
      { numRuns: RUNS },
    );
  },
  60_000 + RUNS * 1000,
);
