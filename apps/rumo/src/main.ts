import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embeddedDatabaseUrl } from '@rumo/database/embedded-postgres';
import { type DataLock, lockDataFolder } from './data-lock.ts';
import { wipeDataFolder } from './fresh.ts';
import { lanHosts } from './lan.ts';
import { help, parseOptions } from './options.ts';
import { makePlan, portWishes } from './plan.ts';
import { choosePorts } from './ports.ts';
import { runPlan } from './run-plan.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * `npm start`: everything from one command. \`startedMs\` is when the command was given, \`installMs\` when the
 * packages were there; both epoch ms. Exits the process: 0 after a stop that was asked for, else 1.
 */
export async function start(args: readonly string[], startedMs: number, installMs: number): Promise<void> {
  const parsed = parseOptions(args);
  if (parsed.kind === 'help') end(0, help);
  if (parsed.kind === 'wrong') end(1, `${parsed.problem}\n\n${help}`);
  let lock: DataLock | null = null;
  try {
    const { options } = parsed;
    const dataDir = resolve(root, process.env.RUMO_DATA || '.rumo');
    const locked = await lockDataFolder(dataDir);
    if (locked.kind === 'taken') {
      const { pid, address } = locked.holder;
      end(
        1,
        `Rumo already runs here: ${address ?? 'starting'} (pid ${pid}). Stop it first, or set RUMO_DATA.\n`,
      );
    }
    lock = locked.lock;
    if (lock.tookOver || options.fresh) await wipeDataFolder(dataDir, options.fresh);
    const hosts = options.lan ? lanHosts() : [];
    const ports = await choosePorts(
      portWishes(process.env),
      process.env,
      options.lan ? '0.0.0.0' : '127.0.0.1',
    );
    const databaseUrl = process.env.DATABASE_URL || (await embeddedDatabaseUrl(dataDir, ports.postgres.port));
    const plan = makePlan({ root, dataDir, options, env: process.env, ports, databaseUrl, lanHosts: hosts });
    await runPlan({
      root,
      dataDir,
      plan,
      ports,
      lock,
      lan: options.lan,
      startedMs,
      installMs,
    });
  } catch (error) {
    await lock?.release();
    end(1, `${explain(error)}\n`);
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
    return `The disk is full: ${error.message}. Free some room and start again.`;
  return error.message;
}

function end(code: number, text: string): never {
  (code === 0 ? process.stdout : process.stderr).write(text);
  process.exit(code);
}
