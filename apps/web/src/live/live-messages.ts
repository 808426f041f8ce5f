import type { DriverStatus, FoundDriver, Viewport } from '@rumo/events';
import type { Position } from '@rumo/geo';
import type { CarFilter } from './car-filter.ts';
import type { DrawClock } from './draw-clock.ts';
import type { LiveState } from './live-store.ts';
import type { MercatorOffset } from './mercator-origin.ts';

/** A part of the map in offsets from the city's origin. */
export interface OffsetBox {
  readonly west: number;
  readonly north: number;
  readonly east: number;
  readonly south: number;
}

export type CarOrder = 'driver' | 'status' | 'speed' | 'age';

/** What the page asks of the cars, and what it is answered. */
export interface Questions {
  /** Drivers of the whole fleet by a part of the id. */
  find: { readonly ask: { readonly text: string }; readonly answer: readonly FoundDriver[] };
  /** The car drawn nearest to a place, within `reach` of it, in mercator units; null for none. */
  pick: {
    readonly ask: MercatorOffset & { readonly reach: number; readonly filter: CarFilter };
    readonly answer: { readonly handle: number; readonly driverId: string | null } | null;
  };
  /** The cars drawn in a part of the map, in an order, at most `limit` of `total`. */
  list: {
    readonly ask: {
      readonly box: OffsetBox;
      readonly filter: CarFilter;
      readonly order: CarOrder;
      readonly descending: boolean;
      readonly limit: number;
    };
    readonly answer: { readonly total: number; readonly cars: readonly ListedCar[] };
  };
  /** The cells that stand for the cars of a part of the map, null when the cars can be told apart (M7). */
  crowd: {
    readonly ask: {
      readonly box: OffsetBox;
      readonly filter: CarFilter;
      readonly unitsPerPx: number;
      readonly before: boolean;
    };
    readonly answer: readonly OffsetCell[] | null;
  };
}

export interface ListedCar extends Position {
  readonly driverId: string;
  readonly status: DriverStatus;
  readonly stale: boolean;
  readonly speedMps: number | null;
  /** Since its newest fix. */
  readonly ageMs: number;
}

/** A cell: the middle of its cars, how many, and their mean speed (null where none says). */
export interface OffsetCell extends MercatorOffset {
  readonly count: number;
  readonly meanKmh: number | null;
}

export type Question = {
  [Kind in keyof Questions]: { readonly kind: Kind } & Questions[Kind]['ask'];
}[keyof Questions];
export type Answer = Questions[keyof Questions]['answer'];

export type ToEngine =
  | {
      readonly kind: 'start';
      readonly address: string;
      readonly center: Position;
      readonly selectedId: string | null;
    }
  | { readonly kind: 'viewport'; readonly viewport: Viewport }
  | { readonly kind: 'select'; readonly driverId: string | null }
  | { readonly kind: 'hover'; readonly handle: number | null }
  | { readonly kind: 'ask'; readonly id: number; readonly question: Question }
  /** The last rows are on the graphics card. */
  | { readonly kind: 'drawn' }
  /** The graphics card has lost all rows. */
  | { readonly kind: 'resend' }
  | { readonly kind: 'close' };

export type FromEngine =
  | RowsMessage
  | { readonly kind: 'state'; readonly state: Partial<LiveState> }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answer }
  | { readonly kind: 'stats'; readonly stats: EngineStats };

/** What changed of the cars: rows of car-row.ts and where they belong. The next comes after `drawn`. */
export interface RowsMessage {
  readonly kind: 'rows';
  /** Rows in use after this. */
  readonly count: number;
  readonly epochMs: number;
  readonly clock: DrawClock;
  /** Broker time until which something moves or ages. */
  readonly changesUntilMs: number;
  readonly rows: Uint32Array;
  readonly words: Uint32Array;
  readonly selected: SelectedCar | null;
  readonly hoveredRow: number;
}

export interface SelectedCar {
  readonly handle: number;
  readonly row: number;
  /** Its row, of which the page itself computes where it is drawn. */
  readonly words: Uint32Array;
  /** x, y, epoch ms for each fix of the last minute. */
  readonly trail: Float64Array;
}

/** The last second of the engine. */
export interface EngineStats {
  readonly cars: number;
  readonly frames: number;
  readonly updates: number;
  /** Of the frames alone. */
  readonly frameBytes: number;
  /** Decoding and bookkeeping, ms of this thread. */
  readonly busyMs: number;
  readonly roundTripMs: number | null;
  /** From the frame's making to its receipt, by the estimated clock; the median. */
  readonly socketMs: number | null;
  /** From a fix's own time to the making of the frame that brought it; the median. */
  readonly fixAgeMs: number | null;
  readonly inWorker: boolean;
}
