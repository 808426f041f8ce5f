import type { Subscription } from '@rumo/event-stream';

export interface Circumstances {
  /** null before the group was joined for the first time. */
  readonly health: ReturnType<Subscription['health']> | null;
  readonly databaseProblem: string | null;
  readonly lag: ReturnType<Subscription['lag']>;
  /** Partitions whose windows are up to where the last owner left them. */
  readonly loaded: ReadonlySet<number>;
  readonly paused: boolean;
}

/** More records behind the end than this is not being up to date. */
const maxLag = 200_000;

/** null when windows are being computed from a stream that is nearly read; else what is in the way, in a sentence. */
export function readiness(now: Circumstances): string | null {
  if (now.health === null) return 'The broker did not answer yet.';
  if (!now.health.connected) return `No contact with the broker: ${now.health.problem}.`;
  if (now.databaseProblem !== null) return now.databaseProblem;
  const loading = now.lag.filter(({ partition }) => !now.loaded.has(partition));
  if (loading.length > 0)
    return `Still loading partition ${loading.map(({ partition }) => partition).join(', ')}.`;
  const behind = now.lag.reduce((sum, { lag }) => sum + (lag ?? 0), 0);
  return behind > maxLag && !now.paused ? `${behind} records behind the end of the stream.` : null;
}
