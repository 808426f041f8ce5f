import type { ConsumerStatus, DriverSpeedStatus, LatestSpeeds } from '@rumo/events';

type Partition = ConsumerStatus['partitions'][number];

/**
 * One answer for the replicas of live-map. Each reads every partition, so none adds to another: what stands here is
 * the worst of each figure, which no viewer is behind.
 */
export function mergeLiveMaps(statuses: readonly ConsumerStatus[]): ConsumerStatus {
  return {
    group: groupOf('live-map', statuses),
    paused: false,
    eventsPerSecond: Math.min(...statuses.map((status) => status.eventsPerSecond)),
    lastArrivalMs: least(statuses.map((status) => status.lastArrivalMs)),
    partitions: byPartition(statuses, (a, b) => (behind(a) >= behind(b) ? a : b)),
  };
}

/**
 * One answer for the replicas of driver-speed, which share the partitions among them: counts and rates add up. A
 * partition that two name has just moved, and the one further on owns it.
 */
export function mergeDriverSpeeds(statuses: readonly DriverSpeedStatus[]): DriverSpeedStatus {
  const [first] = statuses;
  return {
    ...first,
    group: groupOf('driver-speed', statuses),
    paused: statuses.some((status) => status.paused),
    pausable: statuses.every((status) => status.pausable),
    eventsPerSecond: sum(statuses.map((status) => status.eventsPerSecond)),
    lastArrivalMs: greatest(statuses.map((status) => status.lastArrivalMs)),
    partitions: byPartition(statuses, (a, b) => (behind(a) <= behind(b) ? a : b)),
    counts: sumByName(statuses.map((status) => status.counts)) as DriverSpeedStatus['counts'],
    rejectedByReason: sumByName(statuses.map((status) => status.rejectedByReason)),
    watermarkMs: least(statuses.map((status) => status.watermarkMs)),
    nextWindowStartMs: least(statuses.map((status) => status.nextWindowStartMs)),
  };
}

/** The newest fix of each driver over all replicas. */
export function mergeLatest(answers: readonly LatestSpeeds[]): LatestSpeeds {
  const newest = new Map<string, LatestSpeeds[number]>();
  for (const fix of answers.flat()) {
    const known = newest.get(fix.driverId);
    if (known === undefined || known.occurredAtMs < fix.occurredAtMs) newest.set(fix.driverId, fix);
  }
  return [...newest.values()];
}

/** `partitions` with those that only others know, as nobody's: without an owner their lag is unknown, not none. */
export function withUnowned(
  partitions: readonly Partition[],
  others: readonly Partition[],
): ConsumerStatus['partitions'] {
  const owned = new Set(partitions.map(({ partition }) => partition));
  const unowned = others.filter(({ partition }) => !owned.has(partition));
  return [...partitions, ...unowned.map(({ partition }) => ({ partition, position: null, lag: null }))].sort(
    (a, b) => a.partition - b.partition,
  );
}

function byPartition(
  statuses: readonly ConsumerStatus[],
  choose: (a: Partition, b: Partition) => Partition,
): ConsumerStatus['partitions'] {
  const chosen = new Map<number, Partition>();
  for (const candidate of statuses.flatMap((status) => status.partitions)) {
    const known = chosen.get(candidate.partition);
    chosen.set(candidate.partition, known === undefined ? candidate : choose(known, candidate));
  }
  return [...chosen.values()].sort((a, b) => a.partition - b.partition);
}

/** An unknown lag may be any. */
function behind({ lag }: Partition): number {
  return lag ?? Number.POSITIVE_INFINITY;
}

function groupOf(service: string, statuses: readonly ConsumerStatus[]): string {
  const groups = new Set(statuses.map((status) => status.group));
  return groups.size === 1 ? statuses[0].group : `${service} × ${groups.size}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function sumByName(records: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, value] of records.flatMap(Object.entries<number>)) sums[name] = (sums[name] ?? 0) + value;
  return sums;
}

function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function greatest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
