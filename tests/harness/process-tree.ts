import { readdir, readFile } from 'node:fs/promises';

export interface ProcessUse {
  readonly pid: number;
  readonly parentPid: number;
  readonly command: string;
  /** User and system time since it started, seconds. */
  readonly cpuS: number;
}

const ticksPerS = 100;

/** The fields of /proc/PID/stat from the state on: the name before it stands in parentheses and may hold spaces. */
export function statFields(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** User and system time so far, seconds. */
export function cpuSecondsOf(fields: readonly string[]): number {
  return (Number(fields[11]) + Number(fields[12])) / ticksPerS;
}

/** The process and all below it, from /proc (Linux). A process that ends meanwhile is left out. */
export async function processTree(rootPid: number): Promise<readonly ProcessUse[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const all = (await Promise.all(pids.map(readProcess))).filter((it) => it !== null);
  const inside = new Set([rootPid]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const { pid, parentPid } of all) {
      if (inside.has(parentPid) && !inside.has(pid)) {
        inside.add(pid);
        grown = true;
      }
    }
  }
  return all.filter((it) => inside.has(it.pid));
}

/** Proportional set size in MB: shared pages are counted in parts, so that sums over processes are true. */
export async function pssMb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) / 1024;
}

/** Which part a process is, by its command line. */
export function partName(command: string): string {
  const app = /apps[\\/](live-map|driver-speed|simulator|web)/.exec(command)?.[1];
  if (app !== undefined) return app;
  if (command.includes('embedded-main')) return 'broker';
  if (command.includes('postgres')) return 'postgres';
  return 'runner';
}

async function readProcess(pid: number): Promise<ProcessUse | null> {
  try {
    const [stat, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    const fields = statFields(stat);
    return {
      pid,
      parentPid: Number(fields[1]),
      command: command.replaceAll('\0', ' ').trim(),
      cpuS: cpuSecondsOf(fields),
    };
  } catch {
    return null;
  }
}
