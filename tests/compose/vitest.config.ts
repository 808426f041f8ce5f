import { defineConfig } from 'vitest/config';

/** The stack in containers. It builds images and takes minutes: not among the ordinary tests. */
export default defineConfig({
  test: {
    include: ['tests/compose/*.test.ts'],
    pool: 'forks',
    fileParallelism: false,
    // One stack goes through all tests of a file: after a failure the next ones would only repeat it.
    bail: 1,
    testTimeout: 300_000,
    hookTimeout: 900_000,
  },
});
