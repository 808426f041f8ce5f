import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const workKinds = ['driving', 'encoding', 'publishing', 'collecting garbage', 'other'] as const;
export type WorkKind = (typeof workKinds)[number];

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Which share of its busy time the main thread spent on what after `fromS`, by the one V8 profile in the folder. */
export function cpuShares(folder: string, fromS: number): Readonly<Record<WorkKind, number>> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  const profiles = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile);
  // The loader of TypeScript has a thread and a profile of its own.
  const main = profiles.find(({ nodes }) =>
    nodes.some(({ callFrame }) => callFrame.functionName === 'advance'),
  );
  if (main === undefined) throw new Error(`none of ${files.length} profiles in ${folder} drives`);
  const kinds = new Map(main.nodes.map(({ id, callFrame }) => [id, kindOf(callFrame)]));
  const sums: Record<WorkKind, number> = {
    driving: 0,
    encoding: 0,
    publishing: 0,
    'collecting garbage': 0,
    other: 0,
  };
  let atUs = 0;
  let busyUs = 0;
  main.samples.forEach((id, i) => {
    atUs += main.timeDeltas[i];
    const kind = kinds.get(id) ?? 'other';
    if (atUs < fromS * 1e6 || kind === 'idle') return;
    sums[kind] += main.timeDeltas[i];
    busyUs += main.timeDeltas[i];
  });
  for (const kind of workKinds) sums[kind] /= busyUs;
  return sums;
}

function kindOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): WorkKind | 'idle' {
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'collecting garbage';
  if (url.includes('event-json')) return 'encoding';
  if (url.includes('/simulator/src/core/') || url.includes('/packages/city/')) return 'driving';
  const publishing = ['/event-stream/', '/kafkajs/', 'node:net', 'node:internal/stream', 'node:buffer'];
  return publishing.some((part) => url.includes(part)) ? 'publishing' : 'other';
}
