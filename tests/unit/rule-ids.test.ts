import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Where titles stand: tests, and the suites that several tests share. */
const sources = ['*.test.ts', 'tests/*.ts', '**/laws/*.ts'];

/** What is called to make a test, up to the first quote, then the title's ids. */
const titles = /\b(?:test|it|describe)(?:\.\w+)*(?:<[^>]*>)?\([^'"`;]*?['"`]((?:[WXMBD]\d+ )+)/g;
/** Titles in the table of a test.each. */
const rows = /\[[^\n'"]*'[^'\n]*', '((?:[WXMBD]\d+ )+)/g;

test('every rule of docs/spec.md is quoted by the title of a test', () => {
  const spec = readFileSync(join(root, 'docs/spec.md'), 'utf8');
  const rules = [...spec.matchAll(/^- ([WXMBD]\d+) /gm)].map(([, id]) => id);
  const files = execFileSync('git', ['ls-files', '--', ...sources], { cwd: root, encoding: 'utf8' });
  const quoted = new Set(
    files
      .trim()
      .split('\n')
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .flatMap((text) => [...text.matchAll(titles), ...text.matchAll(rows)])
      .flatMap(([, ids]) => ids.trim().split(' ')),
  );
  expect(rules.length).toBeGreaterThan(30);
  expect(rules.filter((id) => !quoted.has(id))).toEqual([]);
  // A title must not quote a rule that is not there.
  expect([...quoted].filter((id) => !rules.includes(id))).toEqual([]);
});
