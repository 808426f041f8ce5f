import { z } from 'zod';
import type { LocationUpdated, TripStarted } from './ride-event.ts';

/** What part of the world the client looks at; degrees, and MapLibre's zoom. */
export const viewportSchema = z
  .object({
    west: z.number().min(-540).max(540),
    south: z.number().min(-90).max(90),
    east: z.number().min(-540).max(540),
    north: z.number().min(-90).max(90),
    zoom: z.number().min(0).max(30),
  })
  .refine(({ south, north }) => south <= north, { error: 'south is above north' });
export type Viewport = z.infer<typeof viewportSchema>;

/** Text to look for in driver ids. */
export const findSchema = z.string().min(1).max(128);

/** The driver whose details the client wants each tick, null for none. */
export const watchSchema = z.string().min(1).max(128).nullable();

export interface FoundDriver {
  readonly driverId: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly status: LocationUpdated['status'];
}

/** The watched driver, wherever it is: its newest fix, trip and place in the stream. Null: unknown driver. */
export interface WatchedDriver {
  readonly driverId: string;
  readonly handle: number;
  readonly fix: LocationUpdated;
  /** The fix's time in the broker's clock (M5). */
  readonly timeMs: number;
  readonly stale: boolean;
  readonly trip: Pick<TripStarted, 'tripId' | 'pickup' | 'dropoff' | 'occurredAtMs'> | null;
  readonly partition: number;
  readonly position: string;
  readonly arrivalMs: number;
  /** When live-map sent this, epoch ms in the broker's clock. */
  readonly sentAtMs: number;
}

/** Sent once a second. */
export interface LiveStatus {
  readonly drivers: number;
  readonly driversInView: number;
  readonly eventsPerSecond: number;
  /** Arrival of the newest record, epoch ms in the broker's clock; null before the first. */
  readonly lastArrivalMs: number | null;
  readonly brokerTimeMs: number;
  /** Whether the broker answers; `sinceMs` is when that last changed, epoch ms in the server's clock. */
  readonly broker: { readonly connected: boolean; readonly sinceMs: number };
  readonly caughtUp: boolean;
}

export interface ServerToClient {
  /**
   * `frame` is an encoded LiveFrame; the client calls `acknowledge` when it has taken it in (M3). The name goes with
   * every frame, so it is short.
   */
  f: (frame: Uint8Array, acknowledge: () => void) => void;
  /** Always sent before the first frame that uses the handle. */
  names: (names: readonly (readonly [handle: number, driverId: string])[]) => void;
  status: (status: LiveStatus) => void;
  watched: (driver: WatchedDriver | null) => void;
}

export interface ClientToServer {
  viewport: (viewport: Viewport) => void;
  watch: (driverId: string | null) => void;
  find: (text: string, answer: (found: readonly FoundDriver[]) => void) => void;
  /** The broker's time now, epoch ms: the browser keeps the answer of the shortest round trip (M5). */
  clock: (answer: (brokerTimeMs: number) => void) => void;
}
