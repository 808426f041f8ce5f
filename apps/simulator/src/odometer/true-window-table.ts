import type { Database } from '@rumo/database/open';
import type { TrueWindow } from './true-windows.ts';

/** Where true windows are kept. */
export interface TrueWindowTable {
  /** Writes whole windows; writing one again changes nothing. */
  write(windows: readonly TrueWindow[]): Promise<void>;
  isEmpty(): Promise<boolean>;
  /** Removes the windows that begin before that time. */
  removeBefore(startMs: number): Promise<void>;
}

/**
 * The table true_speed_window. A window that is counted anew from a later start of the log may lack its first
 * segments: it never takes the place of a fuller one.
 */
export function trueWindowTable(database: Database): TrueWindowTable {
  return {
    async write(windows) {
      // One statement may not touch a row twice: of two of the same window, which only a replay gives, the fuller.
      const fullest = new Map<string, TrueWindow>();
      for (const window of windows) {
        const key = `${window.startMs} ${window.driverId}`;
        if (window.timeS >= (fullest.get(key)?.timeS ?? 0)) fullest.set(key, window);
      }
      const unique = [...fullest.values()];
      await database.$executeRaw`
        INSERT INTO true_speed_window AS held (driver_id, window_start_ms, distance_m, time_s)
        SELECT * FROM unnest(
          ${unique.map((window) => window.driverId)}::text[],
          ${unique.map((window) => BigInt(window.startMs))}::bigint[],
          ${unique.map((window) => window.distanceM)}::float8[],
          ${unique.map((window) => window.timeS)}::float8[])
        ON CONFLICT (driver_id, window_start_ms) DO UPDATE
        SET distance_m = excluded.distance_m, time_s = excluded.time_s
        WHERE excluded.time_s >= held.time_s`;
    },
    async isEmpty() {
      return (await database.trueSpeedWindow.findFirst({ select: { driverId: true } })) === null;
    },
    async removeBefore(startMs) {
      await database.$executeRaw`DELETE FROM true_speed_window WHERE window_start_ms < ${BigInt(startMs)}`;
    },
  };
}
