import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const logger = pathToFileURL(fileURLToPath(new URL('logger.ts', import.meta.url))).href;

test('a process whose log nobody reads any more still exits', async () => {
  const script = `
    import { createLogger } from ${JSON.stringify(logger)};
    const logger = createLogger('orphan');
    logger.info('first');
    process.stdin.once('data', () => {
      process.stderr.write('filling');
      for (let i = 0; i < 5_000; i++) logger.info({ i }, 'more than the pipe takes');
      setTimeout(() => process.exit(7), 500);
    });`;
  const child = spawn(process.execPath, ['--import', tsx, '--input-type=module', '-e', script], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [line] = await once(child.stdout, 'data');
  expect(String(line)).toContain('"msg":"first"');
  child.stdout.pause();
  child.stdin.write('go');
  await once(child.stderr, 'data');
  // The pipe fills first, and breaks then: that is what a runner that is killed leaves behind.
  setTimeout(() => child.stdout.destroy(), 200);
  const [code] = await once(child, 'exit');
  expect(code).toBe(7);
});
