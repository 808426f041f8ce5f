// The entry of `npm test`: plain JavaScript, so that it can install what the tests need first.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { ensureInstalled, fail, root, unsupported } from '../apps/rumo/install.mjs';
import { nodeMajors, nodeOfMajor } from './node-versions.mjs';

const known = ['--check', '--compose', '--full'];
const wrong = process.argv.slice(2).find((word) => !known.includes(word));
if (wrong !== undefined) fail(`Unknown option ${wrong}: npm test takes ${known.join(', ')} or none.`);
const checkOnly = process.argv.includes('--check');
const full = process.argv.includes('--full');
const compose = process.argv.includes('--compose');
const problem = unsupported();
if (problem !== null) fail(problem);
process.chdir(root);
ensureInstalled({ dev: true });

const require = createRequire(import.meta.url);
const results = mkdtempSync(join(tmpdir(), 'rumo-results-'));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
const tsc = require.resolve('typescript/package.json').replace(/package\.json$/, 'bin/tsc');

const checks = [
  tool('types', [tsc, '-p', '.']),
  tool('types of the web', [tsc, '-p', 'apps/web']),
  tool('lint', [biome, 'check', '--error-on-warnings']),
];
const whole = ['--config', 'tests/vitest.config.ts'];
const otherNodes = nodeMajors
  .filter((major) => full && !process.versions.node.startsWith(`${major}.`))
  .map((major) => ({ major, node: nodeOfMajor(major) }))
  .filter(({ node }) => node !== null);
const steps = compose
  ? [tests('compose', ['--config', 'tests/compose/vitest.config.ts'])]
  : [
      tests('unit', ['--config', 'vitest.config.ts']),
      ...(checkOnly ? [] : [tests('whole', whole)]),
      ...otherNodes.map(({ major, node }) =>
        tests(`Node ${major}`, [...whole, 'tests/e2e', 'tests/conformance'], node),
      ),
    ];

const sums = { passed: 0, failed: 0, skipped: 0 };
if (!compose) await Promise.all(checks.map((step) => run(step, 'pipe')));
for (const step of steps) await run(step, 'inherit');
rmSync(results, { recursive: true, force: true });
process.stdout.write(`\n${sums.passed} passed, ${sums.failed} failed, ${sums.skipped} skipped\n`);
process.exit(sums.failed === 0 ? 0 : 1);

/** Runs a step and adds up what it counts; `pipe` keeps what it prints together. */
async function run(step, stdio) {
  const startedMs = Date.now();
  const head = `\n── ${step.name}\n`;
  if (stdio === 'inherit') process.stdout.write(head);
  const child = spawn(step.node ?? process.execPath, step.args, {
    stdio: ['inherit', stdio, stdio],
    env: {
      ...process.env,
      ...(full ? { RUMO_FULL: '1' } : {}),
      // npm and its scripts find the same Node by the path.
      ...(step.node ? { PATH: dirname(step.node) + delimiter + process.env.PATH } : {}),
    },
  });
  let printed = stdio === 'inherit' ? '' : head;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      printed += chunk;
    });
  }
  const [status] = await once(child, 'close');
  const counts = step.count(status ?? 1);
  for (const kind of Object.keys(sums)) sums[kind] += counts[kind];
  process.stdout.write(`${printed}── ${step.name}: ${((Date.now() - startedMs) / 1000).toFixed(1)} s\n`);
}

function tool(name, args) {
  return {
    name,
    args,
    count: (status) => ({ passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }),
  };
}

function tests(name, config, node) {
  const file = join(results, `${name}.json`);
  const args = [
    vitest,
    'run',
    ...config,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ];
  return { name, args, node, count: (status) => countTests(file, status) };
}

/** A run that ended badly without a failing test (a file that does not load, an unhandled error) is one failure. */
function countTests(file, status) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    const failed = report.numFailedTests;
    return {
      passed: report.numPassedTests,
      failed: status !== 0 && failed === 0 ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}
