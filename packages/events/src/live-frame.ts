import type { DriverStatus } from './ride-event.ts';

/** One vehicle in a frame. `handle` stands for its driverId, told once per client in a `names` message. */
export interface VehicleUpdate {
  readonly handle: number;
  readonly latitude: number;
  readonly longitude: number;
  /** The car's own time in the broker's clock: occurredAtMs plus the car's offset (M5). */
  readonly timeMs: number;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly status: DriverStatus;
  /** No record for 30 s of arrival time (M6). */
  readonly stale: boolean;
}

export interface LiveFrame {
  /** The broker's time when the frame was made, epoch ms. */
  readonly brokerTimeMs: number;
  /** A snapshot replaces all that the client holds. */
  readonly snapshot: boolean;
  readonly updates: readonly VehicleUpdate[];
  /** Handles that left the viewport or were removed (M6). */
  readonly removed: readonly number[];
}
