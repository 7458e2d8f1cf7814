import fc from 'fast-check';
import { type Api, expect, newCompany, test } from './support/api.ts';
import { type Book, emptyBook } from './support/model/book.ts';
import { carryOut, toldAnswer } from './support/model/carry-out.ts';
import { anyCommand, type Command, START } from './support/model/commands.ts';
import { blockers, signatureOf } from './support/model/merge.ts';
import { checkProgress, learn, type Reading, readBook } from './support/model/reading.ts';
import { type Request, requestOf } from './support/model/requests.ts';
import { refusals, send } from './support/model/sending.ts';
import { comparable, goneIds, inOneOrder, shownBook } from './support/model/shown.ts';
import { storedFiles } from './support/upload.ts';

/** How many sequences are tried; more find more. */
const RUNS = Number(process.env.MODEL_RUNS ?? 30);

const PREVIEW = `query ($into: ID!, $from: [ID!]!, $choose: [MergeChoiceInput!]) {
  mergePreview(into: $into, from: $from, choose: $choose) { previewToken blockers { code path } }
}`;

/** The request of a merge by the token of a preview, which says what speaks against it. */
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
async function play(api: Api, commands: readonly Command[]): Promise<void> {
  const book = emptyBook();
  let before: Reading = { cursor: '0', clients: [] };
  let last: Request | null = null;
  for (const command of commands) {
    let request: Request | null = command.operation === 'repeat' ? last : requestOf(book, command);
    if (request === null) continue;
    if (command.preview === 'new') request = await withPreview(api, book, request);
    if (request.idempotencyKey) last = request;
    const seen = book.changes.length;
    const expected = carryOut(book, request);
    const { answer, clientIds } = await send(api, request);
    const read = await readBook(api, before.cursor, goneIds(book));
    learn(book, read, expected.items, clientIds);
    expect(answer).toEqual(toldAnswer(expected));
    expect(inOneOrder(comparable(read))).toEqual(inOneOrder(shownBook(book, seen)));
    checkProgress(before, read);
    before = { ...read, cursor: read.changes.at(-1)?.cursor ?? before.cursor };
  }
  const documents = book.clients.flatMap((client) => client.documents);
  expect(await storedFiles(api)).toHaveLength(documents.length);
}

test(
  'whatever is done to a book, it is what the simple model of it says',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyCommand, { minLength: 5, maxLength: 15 }), async (commands) => {
        await play(await newCompany(), [...START, ...commands]);
      }),
      { numRuns: RUNS },
    );
  },
  60_000 + RUNS * 1000,
);
