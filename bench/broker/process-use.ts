import { readFileSync } from 'node:fs';

const ticksPerS = 100;

/** User and system time of a process so far, seconds (Linux). */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerS;
}

/** Memory of a process in MB: its proportional set now, and the most that was ever resident (Linux). */
export function memoryMb(pid: number): { readonly pss: number; readonly peakRss: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    pss: Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) / 1024,
    peakRss: Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) / 1024,
  };
}
