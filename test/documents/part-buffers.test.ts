import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Part, PartBuffers } from '../../src/domain/documents/part-buffers.ts';

const SIZE = 10;

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

/** Cuts a stream into parts, and marks the last one with a full stop. */
async function partsOf(buffers: PartBuffers, ...texts: string[]): Promise<string[]> {
  const parts: string[] = [];
  for await (const { bytes, isLast } of buffers.cut(pieces(...texts))) {
    parts.push(`${bytes}${isLast ? '.' : ''}`);
  }
  return parts;
}

test.for([
  ['nothing', [], ['.']],
  ['one piece, however long', ['0123456789abc'], ['0123456789abc.']],
  ['less than a part', ['012', '345'], ['012345.']],
  ['a part exactly', ['01234', '56789'], ['0123456789.']],
  ['two parts exactly', ['01234', '56789abcde', 'fghij'], ['0123456789', 'abcdefghij.']],
  [
    'pieces longer than parts',
    ['0', '123456789abcdefghijklm'],
    ['0123456789', 'abcdefghij', 'klm.'],
  ],
] as const)('%s is cut into full parts and a last one', async ([, texts, parts]) => {
  const buffers = new PartBuffers({ size: SIZE, count: 1, patience: 60_000 });
  expect(await partsOf(buffers, ...texts)).toEqual(parts);
  expect(await partsOf(buffers, ...texts)).toEqual(parts);
});

test('twenty streams at once share the memory of two parts and lose nothing', async () => {
  const buffers = new PartBuffers({ size: SIZE, count: 2, patience: 60_000 });
  const memory = new Set<ArrayBufferLike>();
  const texts = Array.from({ length: 20 }, (_, i) => String.fromCharCode(97 + i).repeat(35));
  const streams = texts.map(async (text) => {
    let seen = '';
    for await (const { bytes } of buffers.cut(pieces(text.slice(0, 3), text.slice(3)))) {
      memory.add(bytes.buffer);
      await pause(1);
      seen += bytes;
    }
    return seen;
  });
  expect(await Promise.all(streams)).toEqual(texts);
  expect(memory.size).toBe(2);
});

test('failed and abandoned streams release their memory', async () => {
  const buffers = new PartBuffers({ size: SIZE, count: 1, patience: 60_000 });
  async function* broken() {
    yield* pieces('0123', '456789abc');
    throw new Error('The line went dead.');
  }
  await expect(buffer(parts(buffers.cut(broken())))).rejects.toThrow('The line went dead.');
  for await (const _part of buffers.cut(pieces('0123', '456789abc'))) break;
  expect(await partsOf(buffers, '012', '3')).toEqual(['0123.']);
});

async function* parts(cut: AsyncGenerator<Part>) {
  for await (const { bytes } of cut) yield bytes;
}

test('stalled senders do not block others', async () => {
  const buffers = new PartBuffers({ size: SIZE, count: 1, patience: 5 });
  let wake = () => {};
  const asleep = new Promise<void>((resolve) => {
    wake = resolve;
  });
  async function* sleeper() {
    yield* pieces('0', '1');
    await asleep;
    yield* pieces('2');
  }
  const sleeping = buffer(parts(buffers.cut(sleeper())));
  expect(await Promise.all([partsOf(buffers, '3', '4'), partsOf(buffers, '5', '6')])).toEqual([
    ['34.'],
    ['56.'],
  ]);
  wake();
  expect((await sleeping).toString()).toBe('012');
});
