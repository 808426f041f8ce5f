import { readFileSync } from 'node:fs';
import { cpuSecondsOf, statFields } from '../../tests/harness/process-tree.ts';

/** User and system time of a process so far, seconds (Linux). */
export function cpuSeconds(pid: number): number {
  return cpuSecondsOf(statFields(readFileSync(`/proc/${pid}/stat`, 'utf8')));
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
