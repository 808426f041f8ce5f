import type { Accuracy, DriverOfWindow, FleetWindowRow, StreamCounts } from '@rumo/database/queries';
import type { ConsumerStatus, DriverSpeedStatus } from '@rumo/events';

/** What the endpoints below /api/speed answer. Times are epoch ms of event time, speeds km/h. */

export interface FleetWindow extends FleetWindowRow {
  /** Not every partition has closed it yet: more drivers may still come in (W14). */
  readonly provisional: boolean;
}

export interface FleetAnswer {
  /** What was asked, or 5 min where the range lies before the kept base windows (W2). */
  readonly windowMs: number;
  readonly completeThroughMs: number | null;
  readonly windows: readonly FleetWindow[];
}

/** Names one window; `startMs` is null while there is none at all. */
export interface WindowOfAnswer {
  readonly windowMs: number;
  readonly startMs: number | null;
  readonly provisional: boolean;
}

export interface DriversAnswer extends WindowOfAnswer {
  readonly rows: readonly DriverOfWindow[];
  /** The `after` of the next page, null on the last. */
  readonly next: string | null;
}

export interface DistributionAnswer extends WindowOfAnswer {
  readonly binKmh: number;
  readonly drivers: number;
  /** From 0 to the fastest, without holes. */
  readonly bins: readonly { readonly fromKmh: number; readonly toKmh: number; readonly drivers: number }[];
}

export interface DriverWindow {
  readonly startMs: number;
  readonly meanKmh: number | null;
  readonly distanceM: number;
  readonly timeS: number;
  readonly fixes: number;
  readonly outliers: number;
  readonly partial: boolean;
  readonly provisional: boolean;
  /** The odometer's speed over the same window (simulation only), null where there is none. */
  readonly trueKmh: number | null;
  /** Whether computed and true speed cover the same intervals, so that their difference is an error. */
  readonly comparable: boolean;
}

export interface DriverAnswer {
  readonly driverId: string;
  readonly windowMs: number;
  readonly completeThroughMs: number | null;
  readonly windows: readonly DriverWindow[];
}

export interface SparklinesAnswer {
  readonly windowMs: number;
  readonly startsMs: readonly number[];
  /** Beside each start the driver's speed, null where it has none. */
  readonly rows: readonly { readonly driverId: string; readonly meanKmh: readonly (number | null)[] }[];
}

export interface CountsAnswer extends StreamCounts {
  readonly rejectedByReason: Readonly<Record<string, number>>;
  readonly newestRejected: readonly {
    readonly partition: number;
    readonly position: string;
    readonly arrivalMs: number;
    readonly reason: string;
    readonly detail: string;
    readonly key: string | null;
    readonly value: string | null;
    readonly valueBytes: number | null;
  }[];
}

export interface AccuracyAnswer extends Accuracy {
  readonly windowMs: number;
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export interface LatestAnswer {
  readonly drivers: number;
  readonly rows: readonly {
    readonly driverId: string;
    readonly occurredAtMs: number;
    readonly speedKmh: number | null;
  }[];
}

/** A consumer that does not answer, and since when this server knows. */
export interface SilentConsumer {
  readonly service: ConsumerName;
  readonly group: string;
  readonly error: string;
  readonly sinceMs: number;
}
export type ConsumerName = 'live-map' | 'driver-speed';

export type ConsumerAnswer =
  | (ConsumerStatus & {
      readonly service: 'live-map';
      readonly pausable?: undefined;
      readonly error?: undefined;
    })
  | (DriverSpeedStatus & { readonly service: 'driver-speed'; readonly error?: undefined })
  | SilentConsumer;

export interface StreamAnswer {
  /** This server's clock, epoch ms: a browser's own may differ from the broker's by more than is worth telling. */
  readonly nowMs: number;
  readonly consumers: readonly ConsumerAnswer[];
}

/** Any answer that is not 2xx; `sinceMs` is epoch ms of this server's clock, where something stopped answering. */
export interface ErrorAnswer {
  readonly error: string;
  readonly sinceMs?: number;
  readonly problems?: readonly { parameter: string; got: string; problem: string }[];
}
