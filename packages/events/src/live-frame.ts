import type { DriverStatus } from './ride-event.ts';
import type { TileGrid } from './tile-grid.ts';

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

/** How the cars of a frame are written: positions in their tile and handles, each in so many bits. */
export interface FrameLayout {
  readonly grid: TileGrid;
  /** A tile's side is cut into 2^positionBits steps. */
  readonly positionBits: number;
  readonly handleBits: number;
}

/** What a cars frame begins with. */
export interface FrameHead {
  /** The broker's time when the frame was made, epoch ms; no car's time is later. */
  readonly brokerTimeMs: number;
  /** A snapshot replaces all that the client holds. */
  readonly snapshot: boolean;
  readonly layout: FrameLayout;
  /** Handles that left the area of the frame's tiles or were removed (M6), rising. */
  readonly removed: readonly number[];
}

/** Cars that changed, in columns: car i is row i of each. */
export interface CarsFrame extends Omit<FrameHead, 'removed'> {
  readonly kind: 'cars';
  readonly count: number;
  readonly handles: Uint32Array;
  readonly longitude: Float64Array;
  readonly latitude: Float64Array;
  readonly timeMs: Float64Array;
  /** NaN: unknown, as in speedMps. */
  readonly headingDeg: Float32Array;
  readonly speedMps: Float32Array;
  /** Index into `driverStatuses`. */
  readonly status: Uint8Array;
  /** 1: stale. */
  readonly stale: Uint8Array;
  readonly removed: Uint32Array;
}

/** How many cars there are in each tile that holds any (M7); replaces all that the client holds. */
export interface CellsFrame {
  readonly kind: 'cells';
  readonly brokerTimeMs: number;
  /** One cell is one tile of it. */
  readonly grid: TileGrid;
  readonly count: number;
  /** Of the cell's south-western corner. Its sides are 360/2^level degrees. */
  readonly west: Float64Array;
  readonly south: Float64Array;
  readonly cars: Uint32Array;
  /** Mean over the cars with a known speed; NaN: no such car. */
  readonly speedMps: Float32Array;
}

export type LiveFrame = CarsFrame | CellsFrame;
