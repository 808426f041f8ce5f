import type { Subscription } from '@rumo/event-stream';
import type { DriverSpeedStatus, LatestSpeeds } from '@rumo/events';
import type { Session } from '../partition/session.ts';
import { newestOf } from '../windows/driver-fixes.ts';
import { openFromMs } from '../windows/partition-state.ts';
import { graceMs, windowMs } from '../windows/rules.ts';
import { watermarkMs } from '../windows/stream-clock.ts';
import { noCounts } from '../windows/tally.ts';

export interface Standing {
  readonly group: string;
  readonly paused: boolean;
  readonly pausable: boolean;
  readonly eventsPerSecond: number;
  readonly lag: ReturnType<Subscription['lag']>;
  /** Of the partitions in this process's hands. */
  readonly sessions: readonly Session[];
}

/**
 * GET /status. Counts are the sums since each log's beginning of the partitions this process owns, with what was folded
 * and is not committed yet (about a second of records).
 */
export function statusOf(standing: Standing): DriverSpeedStatus {
  const { sessions } = standing;
  const rejectedByReason = new Map<string, number>();
  for (const { tally } of sessions) {
    for (const [reason, count] of tally.rejectedByReason) {
      rejectedByReason.set(reason, (rejectedByReason.get(reason) ?? 0) + count);
    }
  }
  const clocks = sessions.map(({ state }) => state.clock);
  return {
    group: standing.group,
    paused: standing.paused,
    pausable: standing.pausable,
    eventsPerSecond: standing.eventsPerSecond,
    lastArrivalMs: finite(Math.max(...clocks.map((clock) => clock.arrivalMs))),
    partitions: standing.lag.map((lag) => ({ ...lag })),
    counts: sumOfCounts(sessions),
    rejectedByReason: Object.fromEntries(rejectedByReason),
    watermarkMs: finite(Math.min(...clocks.map(watermarkMs).filter(Number.isFinite))),
    nextWindowStartMs: finite(
      Math.min(...sessions.map(({ state }) => openFromMs(state) ?? Number.POSITIVE_INFINITY)),
    ),
    windowMs,
    graceMs,
  };
}

function sumOfCounts(sessions: readonly Session[]): DriverSpeedStatus['counts'] {
  const { idleDisagreements: _, ...counts } = { ...noCounts };
  for (const { tally } of sessions) {
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += tally.counts[name];
  }
  return counts;
}

/** GET /latest: the newest fix of at most `limit` drivers that moved the windows lately; live, not final. */
export function latestOf(sessions: readonly Session[], limit: number): LatestSpeeds {
  const latest: LatestSpeeds = [];
  for (const { state } of sessions) {
    for (const driver of state.drivers.list) {
      const fix = newestOf(driver);
      if (fix === null) continue;
      if (latest.length >= limit) return latest;
      latest.push({ driverId: driver.driverId, occurredAtMs: fix.occurredAtMs, speedMps: fix.speedMps });
    }
  }
  return latest;
}

function finite(timeMs: number): number | null {
  return Number.isFinite(timeMs) ? timeMs : null;
}
