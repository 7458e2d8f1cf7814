import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Two copies of graphql would not know each other's types: take the one that Node takes.
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/books/databases.ts'],
    // One worker with one gateway: the embedded database takes seconds to start.
    isolate: false,
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Whatever is waited for comes in milliseconds on an idle machine.
    expect: { poll: { timeout: 20_000 } },
  },
});
