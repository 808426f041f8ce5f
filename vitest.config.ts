import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,packages}/**/*.test.ts', 'tests/unit/**/*.test.ts'],
    pool: 'forks',
    // Bounds on what hangs, not on what a busy machine needs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
