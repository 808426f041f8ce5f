import { defineConfig } from 'vitest/config';

/** What spans rooms: one file at a time, for they start processes and measure nothing beside each other. */
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/unit/**', 'tests/compose/**', '**/node_modules/**'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
