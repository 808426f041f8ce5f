import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, the longest first: two run beside each other, and the short ones fill the gaps. */
const longest = [
  'whole',
  'conformance',
  'openapi',
  'first-minute',
  'outage',
  'security',
  'replicas',
  'durability',
  'storm',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return found < 0 ? longest.length : found;
    };
    return [...files].sort((a, b) => place(a) - place(b));
  }
}

/** What spans rooms. These start processes and wait most of their time: two files at a time keep two cores busy. */
export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/unit/**', 'tests/compose/**', '**/node_modules/**'],
    pool: 'forks',
    // Long counts have the machine for themselves.
    maxWorkers: process.env.RUMO_FULL === '1' ? 1 : 2,
    sequence: { sequencer: LongestFirst },
    // Bounds on what hangs, not on what a busy machine needs.
    testTimeout: 600_000,
    hookTimeout: 900_000,
  },
});
