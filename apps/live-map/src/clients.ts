import type { LiveStatus, Viewport, WatchedDriver } from '@rumo/events';
import type { Fleet } from './fleet.ts';
import { createHandleSet, type HandleSet } from './handle-set.ts';
import type { FrameMoment, MapView, ViewFrame } from './map-view.ts';
import { fixOf, type Vehicle } from './vehicle.ts';
import { createViews, type Show, showOf } from './views.ts';

/** How a client is reached. `frame` must call `acknowledged` on the clients when the client has taken it in. */
export interface ClientPort {
  names(names: readonly (readonly [handle: number, driverId: string])[]): void;
  frame(frame: ViewFrame): void;
  status(status: LiveStatus): void;
  watched(driver: WatchedDriver | null): void;
  /** It did not acknowledge in time. */
  disconnect(): void;
}

export interface Moment {
  /** A clock that never steps back, ms. */
  readonly localMs: number;
  readonly brokerTimeMs: number;
  /** Whether the fleet is whole; until then nothing is sent, so that nobody is shown half a picture. */
  readonly whole: boolean;
}

export interface Clients {
  readonly size: number;
  join(id: string, port: ClientPort, localMs: number): void;
  /** Something came from the client that was understood. */
  heard(id: string, localMs: number): void;
  /** Puts out who was not heard for so long. */
  putOutIdle(localMs: number, idleMs: number, each: () => void): void;
  leave(id: string): void;
  viewport(id: string, viewport: Viewport): void;
  watch(id: string, driverId: string | null): void;
  /** The client took in the frame in flight; that too was heard. */
  acknowledged(id: string, localMs: number): void;
  /** Sends what is due: to each client at most one frame, and none while one is in flight (M3). */
  tick(moment: Moment): void;
  /**
   * Sends the status to every client that reads, or to one of `statusTurns` parts of them, `turn`: all at once they
   * would hold up a tick.
   */
  status(status: Omit<LiveStatus, 'driversInView'>, localMs: number, turn?: number): void;
  /** `superseded`: frames held back because one was in flight, whose content a later one brings. */
  counts(): {
    readonly frames: number;
    readonly snapshots: number;
    readonly bytes: number;
    readonly superseded: number;
  };
  /** Tiles that clients look at. */
  readonly tiles: number;
  /** When the oldest frame in flight was sent, local ms; null when none is. */
  oldestInFlightMs(): number | null;
}

export interface ClientLimits {
  /** A client that has not acknowledged a frame after this long is put out. */
  readonly ackTimeoutMs: number;
  /** An area with more cars is shown as cells (M7). */
  readonly maxCarsInView: number;
}

export const statusTurns = 20;

/** A client whose frame is unacknowledged for longer gets no status and no watched driver either, ms. */
const blockedAfterMs = 1_000;

interface Client {
  readonly port: ClientPort;
  readonly named: HandleSet;
  readonly turn: number;
  heardMs: number;
  viewport: Viewport | null;
  view: MapView | null;
  show: Show | null;
  /** The version of the view the client has once the frame in flight is taken in; null: it needs a snapshot. */
  since: number | null;
  /** When the frame in flight was sent, null when none is. */
  inFlightSinceMs: number | null;
  watching: string | null;
  /** What was last told of the watched driver: its handle and count of changes; null: that it is unknown. */
  watchedSeen: readonly [handle: number, changes: number] | null | undefined;
}

/** The clients of the map, what each looks at and what it has of it. */
export function createClients(fleet: Fleet, limits: ClientLimits): Clients {
  const clients = new Map<string, Client>();
  const views = createViews(fleet, limits.maxCarsInView);
  const counts = { frames: 0, snapshots: 0, bytes: 0, superseded: 0 };
  let joined = 0;

  function lookAt(client: Client, viewport: Viewport | null): void {
    const before = client.view;
    client.viewport = viewport;
    client.view = null;
    client.since = null;
    if (viewport !== null) {
      const { view, show } = views.hold(viewport, client.show);
      client.view = view;
      client.show = show;
    }
    if (before !== null) views.release(before);
  }

  function leave(id: string): void {
    const client = clients.get(id);
    if (client === undefined) return;
    lookAt(client, null);
    clients.delete(id);
  }

  function sendFrame(client: Client, frame: ViewFrame, localMs: number): void {
    const names: [number, string][] = [];
    for (const { handle, driverId } of frame.newcomers) {
      if (!client.named.has(handle)) names.push([handle, driverId]);
    }
    for (const [handle] of names) client.named.add(handle);
    if (names.length > 0) client.port.names(names);
    client.inFlightSinceMs = localMs;
    counts.frames++;
    if (frame.snapshot) counts.snapshots++;
    counts.bytes += frame.bytes.length;
    client.port.frame(frame);
  }

  function sendWatched(client: Client, brokerTimeMs: number): void {
    if (client.watching === null) return;
    const vehicle = fleet.vehicle(client.watching);
    const seen = client.watchedSeen;
    if (vehicle === null) {
      if (seen === null) return;
      client.watchedSeen = null;
      client.port.watched(null);
    } else if (seen == null || seen[0] !== vehicle.handle || seen[1] !== vehicle.changes) {
      client.watchedSeen = [vehicle.handle, vehicle.changes];
      client.port.watched({ ...watchedDriver(vehicle), sentAtMs: Math.round(brokerTimeMs) });
    }
  }

  function serve(id: string, client: Client, moment: FrameMoment, localMs: number): void {
    const { view, since, inFlightSinceMs } = client;
    if (inFlightSinceMs !== null && localMs - inFlightSinceMs >= limits.ackTimeoutMs) {
      leave(id);
      client.port.disconnect();
      return;
    }
    if (client.watching !== null && !isBlocked(client, localMs)) sendWatched(client, moment.brokerTimeMs);
    if (view === null || since === view.version) return;
    if (inFlightSinceMs !== null) {
      counts.superseded++;
      return;
    }
    const frame = view.frame(since, moment);
    client.since = view.version;
    if (frame !== null) sendFrame(client, frame, localMs);
  }

  return {
    get size() {
      return clients.size;
    },
    join(id, port, localMs) {
      clients.set(id, {
        port,
        heardMs: localMs,
        turn: joined++ % statusTurns,
        named: createHandleSet(),
        viewport: null,
        view: null,
        show: null,
        since: null,
        inFlightSinceMs: null,
        watching: null,
        watchedSeen: undefined,
      });
    },
    leave,
    heard(id, localMs) {
      const client = clients.get(id);
      if (client !== undefined) client.heardMs = localMs;
    },
    putOutIdle(localMs, idleMs, each) {
      for (const [id, client] of clients) {
        if (localMs - client.heardMs < idleMs) continue;
        each();
        leave(id);
        client.port.disconnect();
      }
    },
    viewport(id, viewport) {
      const client = clients.get(id);
      if (client !== undefined) lookAt(client, viewport);
    },
    watch(id, driverId) {
      const client = clients.get(id);
      if (client === undefined) return;
      client.watching = driverId;
      client.watchedSeen = undefined;
    },
    acknowledged(id, localMs) {
      const client = clients.get(id);
      if (client === undefined) return;
      client.heardMs = localMs;
      client.inFlightSinceMs = null;
    },
    tick({ localMs, brokerTimeMs, whole }) {
      views.update(localMs);
      if (!whole) return;
      const moment: FrameMoment = { brokerTimeMs, makers: [] };
      try {
        for (const [id, client] of clients) serve(id, client, moment, localMs);
      } finally {
        for (const maker of moment.makers) maker.made = null;
      }
    },
    status(status, localMs, turn) {
      for (const client of clients.values()) {
        if (turn !== undefined && client.turn !== turn) continue;
        const { view, viewport, show } = client;
        if (view !== null && viewport !== null && show !== null) {
          const due = showOf(show, viewport.zoom, view.cars, limits.maxCarsInView);
          if (due !== show) lookAt(client, viewport);
        }
        if (isBlocked(client, localMs)) continue;
        client.port.status({ ...status, driversInView: countInView(client) });
      }
    },
    counts: () => ({ ...counts }),
    get tiles() {
      return views.tiles;
    },
    oldestInFlightMs() {
      let oldestMs: number | null = null;
      for (const { inFlightSinceMs } of clients.values()) {
        if (inFlightSinceMs !== null) oldestMs = Math.min(oldestMs ?? inFlightSinceMs, inFlightSinceMs);
      }
      return oldestMs;
    },
  };
}

function isBlocked({ inFlightSinceMs }: Client, localMs: number): boolean {
  return inFlightSinceMs !== null && localMs - inFlightSinceMs >= blockedAfterMs;
}

function countInView({ viewport, view }: Client): number {
  return viewport === null || view === null ? 0 : view.carsIn(viewport);
}

function watchedDriver(vehicle: Vehicle): Omit<WatchedDriver, 'sentAtMs'> {
  const { driverId, handle, stale, trips, timeMs, partition, position, arrivalMs } = vehicle;
  const fix = fixOf(vehicle);
  return { driverId, handle, fix, timeMs, stale, trip: trips.current, partition, position, arrivalMs };
}
