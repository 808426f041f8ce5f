import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

export { standIn } from './reachable.ts';

import { isProcessAlive } from '@rumo/service/process-alive';
import { type Account, postgresAccount } from './postgres-account.ts';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts';
import { reachableByOthers, reachableCopy, standIn } from './reachable.ts';

export interface EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Where the cluster is: below `dataDir`, or below the temporary folder when PostgreSQL cannot reach that. */
  readonly clusterDir: string;
  /** Fast shutdown: open transactions are rolled back, what was committed is on disk. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Holds the cluster (`postgres/`), the password (mode 600) and the server's log. */
  readonly dataDir: string;
  readonly port: number;
  readonly say?: (line: string) => void;
}

/** A small cluster for one machine: little memory, no Unix socket, loopback only. */
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=60',
  'shared_buffers=48MB',
  'io_method=sync',
  'max_wal_size=256MB',
  'wal_level=minimal',
  'max_wal_senders=0',
];

/**
 * Starts a real PostgreSQL on 127.0.0.1 and resolves when it answers. A server that an earlier process left behind
 * in the same folder is taken over. It runs in a process group of its own, so that Ctrl-C in the terminal does not
 * stop it before the services that still commit. Rejects with what its log says when it does not come up.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const say = options.say ?? (() => {});
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const account = await postgresAccount();
  const binaries = await reachableBinaries(account);
  const clusterDir = await chooseClusterDir(dataDir, account, say);
  const password = await readOrMakePassword(dataDir);
  if (!existsSync(join(clusterDir, 'PG_VERSION'))) await initialise(binaries, clusterDir, password, account);

  const leftBehind = await readPostmaster(clusterDir);
  if (leftBehind !== null && leftBehind.port !== options.port)
    await stopServer(binaries, clusterDir, leftBehind.pid);
  const adopted = leftBehind !== null && leftBehind.port === options.port;
  const pid = adopted
    ? leftBehind.pid
    : await launch(binaries, clusterDir, join(dataDir, 'postgres.log'), options.port, account);
  if (adopted) say(`took over the PostgreSQL with pid ${pid}`);
  return {
    url: await embeddedDatabaseUrl(dataDir, options.port),
    port: options.port,
    pid,
    clusterDir,
    stop: () => stopServer(binaries, clusterDir, pid),
  };
}

/** The address of the server that serves, or will serve, from this folder; makes its password when there is none. */
export async function embeddedDatabaseUrl(dataDir: string, port: number): Promise<string> {
  const password = await readOrMakePassword(resolve(dataDir));
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** Stops the server that runs in this folder, if there is one: after a runner that could not. */
export async function stopLeftBehindPostgres(dataDir: string): Promise<boolean> {
  for (const clusterDir of [join(resolve(dataDir), 'postgres'), join(standIn(dataDir), 'postgres')]) {
    const running = await readPostmaster(clusterDir);
    if (running === null) continue;
    await stopServer(await postgresBinaries(), clusterDir, running.pid);
    return true;
  }
  return false;
}

async function reachableBinaries(account: Account | null): Promise<PostgresBinaries> {
  const binaries = await postgresBinaries();
  if (account === null) return binaries;
  const native = dirname(dirname(binaries.postgres));
  const copy = await reachableCopy(native);
  const at = (path: string) => join(copy, 'bin', basename(path));
  return { initdb: at(binaries.initdb), postgres: at(binaries.postgres), pg_ctl: at(binaries.pg_ctl) };
}

async function chooseClusterDir(
  dataDir: string,
  account: Account | null,
  say: (line: string) => void,
): Promise<string> {
  if (account === null) return join(dataDir, 'postgres');
  const reachable = await reachableByOthers(join(dataDir, 'postgres'));
  const clusterDir = join(reachable ? dataDir : standIn(dataDir), 'postgres');
  if (!reachable) say(`PostgreSQL cannot reach ${dataDir} as another user; its data is in ${clusterDir}`);
  await mkdir(clusterDir, { recursive: true });
  await chown(clusterDir, account.uid, account.gid);
  return clusterDir;
}

async function readOrMakePassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'postgres-password');
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, `${password}\n`, { mode: 0o600 });
  return password;
}

async function initialise(
  binaries: PostgresBinaries,
  clusterDir: string,
  password: string,
  account: Account | null,
): Promise<void> {
  // A folder without PG_VERSION is what an interrupted initdb left: begin again.
  await rm(clusterDir, { recursive: true, force: true });
  await mkdir(clusterDir, { recursive: true, mode: 0o700 });
  const passwordFile = `${clusterDir}.pwfile`;
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account !== null) {
    await chown(clusterDir, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  try {
    await run(
      binaries.initdb,
      [
        `--pgdata=${clusterDir}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
      ],
      account,
    );
  } catch (error) {
    await rm(join(clusterDir, 'PG_VERSION'), { force: true });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function launch(
  binaries: PostgresBinaries,
  clusterDir: string,
  logFile: string,
  port: number,
  account: Account | null,
): Promise<number> {
  const log = await open(logFile, 'a', 0o600);
  const logStart = (await log.stat()).size;
  try {
    const child = spawn(
      binaries.postgres,
      ['-D', clusterDir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
      { ...account, cwd: clusterDir, detached: true, windowsHide: true, stdio: ['ignore', log.fd, log.fd] },
    );
    child.unref();
    let ended: string | null = null;
    child.once('error', (error) => {
      ended = error.message;
    });
    child.once('exit', (code, signal) => {
      ended = `exit ${code ?? signal}`;
    });
    const deadline = Date.now() + 30_000;
    while (!(await answers(port, clusterDir))) {
      if (ended !== null || Date.now() > deadline) {
        const said = (await readFile(logFile, 'utf8'))
          .slice(logStart)
          .trim()
          .split('\n')
          .slice(-4)
          .join('\n');
        throw new Error(
          `PostgreSQL did not start on port ${port} (${ended ?? 'no answer in 30 s'}):\n${said}`,
        );
      }
      await wait(25);
    }
    return child.pid as number;
  } finally {
    await log.close();
  }
}

/** postmaster.pid says "ready" in its last line once connections are accepted. */
async function answers(port: number, clusterDir: string): Promise<boolean> {
  const running = await readPostmaster(clusterDir);
  if (running === null || running.port !== port || !running.ready) return false;
  return new Promise((done) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}

/** The server that runs in `clusterDir`, null when none does. */
async function readPostmaster(
  clusterDir: string,
): Promise<{ pid: number; port: number; ready: boolean } | null> {
  const text = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isProcessAlive(pid)) return null;
  return { pid, port: Number(lines[3]), ready: (lines[7] ?? '').trim() === 'ready' };
}

async function stopServer(binaries: PostgresBinaries, clusterDir: string, pid: number): Promise<void> {
  if (!isProcessAlive(pid)) return;
  if (process.platform === 'win32')
    await run(binaries.pg_ctl, ['stop', '-D', clusterDir, '-m', 'fast'], null);
  else process.kill(pid, 'SIGINT');
  // Not our child when it was taken over: its end can only be looked for.
  const deadline = Date.now() + 20_000;
  while (isProcessAlive(pid)) {
    if (Date.now() > deadline) throw new Error(`PostgreSQL (pid ${pid}) did not stop in 20 s.`);
    await wait(20);
  }
}

function run(program: string, args: readonly string[], account: Account | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...account,
      windowsHide: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${basename(program)} failed (${code ?? signal}): ${errors.trim()}`));
    });
  });
}
