import { encodeFrame, type LiveStatus, type Viewport, type WatchedDriver } from '@rumo/events';
import { areaKey, areaOf, isInViewport } from './area.ts';
import { type AreaView, createAreaView } from './area-view.ts';
import type { Fleet, Vehicle } from './fleet.ts';
import { createHandleSet, type HandleSet } from './handle-set.ts';

/** How a client is reached. `frame` must call `acknowledged` on the clients when the client has taken it in. */
export interface ClientPort {
  names(names: readonly (readonly [handle: number, driverId: string])[]): void;
  frame(bytes: Uint8Array): void;
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
  join(id: string, port: ClientPort): void;
  leave(id: string): void;
  viewport(id: string, viewport: Viewport): void;
  watch(id: string, driverId: string | null): void;
  acknowledged(id: string): void;
  /** Sends what is due: to each client at most one frame, and none while one is in flight (M3). */
  tick(moment: Moment): void;
  /** Sends the status to every client that reads. */
  status(status: Omit<LiveStatus, 'driversInView'>, localMs: number): void;
  /** `superseded`: frames held back because one was in flight, whose content a later one brings. */
  counts(): {
    readonly frames: number;
    readonly snapshots: number;
    readonly bytes: number;
    readonly superseded: number;
  };
  /** When the oldest frame in flight was sent, local ms; null when none is. */
  oldestInFlightMs(): number | null;
}

/** A client whose frame is unacknowledged for longer gets no status and no watched driver either, ms. */
const blockedAfterMs = 1_000;

interface Client {
  readonly port: ClientPort;
  readonly named: HandleSet;
  viewport: Viewport | null;
  view: AreaView | null;
  /** The revision the client has once the frame in flight is taken in; null: it needs a snapshot. */
  since: number | null;
  /** When the frame in flight was sent, null when none is. */
  inFlightSinceMs: number | null;
  watching: string | null;
  /** What was last told of the watched driver: its handle and count of changes; null: that it is unknown. */
  watchedSeen: readonly [handle: number, changes: number] | null | undefined;
}

interface Encoded {
  readonly bytes: Uint8Array;
  readonly snapshot: boolean;
  readonly handles: readonly number[];
}

/** The clients of the map, what each looks at and what it has of it. */
export function createClients(fleet: Fleet, ackTimeoutMs: number): Clients {
  const clients = new Map<string, Client>();
  const views = new Map<string, { readonly view: AreaView; clients: number }>();
  const counts = { frames: 0, snapshots: 0, bytes: 0, superseded: 0 };

  function lookAt(client: Client, viewport: Viewport | null): void {
    const before = client.view;
    client.viewport = viewport;
    client.view = viewport === null ? null : viewOf(viewport);
    client.since = null;
    if (before !== null) release(before);
  }

  function leave(id: string): void {
    const client = clients.get(id);
    if (client === undefined) return;
    lookAt(client, null);
    clients.delete(id);
  }

  function viewOf(viewport: Viewport): AreaView {
    const area = areaOf(viewport);
    const key = areaKey(area);
    let shared = views.get(key);
    if (shared === undefined) {
      shared = { view: createAreaView(area, fleet), clients: 0 };
      views.set(key, shared);
    }
    shared.clients++;
    return shared.view;
  }

  function release(view: AreaView): void {
    const shared = views.get(view.key);
    if (shared !== undefined && --shared.clients === 0) views.delete(view.key);
  }

  function sendFrame(client: Client, view: AreaView, frame: Encoded, localMs: number): void {
    const names: [number, string][] = [];
    for (const handle of frame.handles) {
      if (client.named.has(handle)) continue;
      names.push([handle, (view.members.get(handle) as Vehicle).driverId]);
    }
    for (const [handle] of names) client.named.add(handle);
    if (names.length > 0) client.port.names(names);
    client.inFlightSinceMs = localMs;
    counts.frames++;
    if (frame.snapshot) counts.snapshots++;
    counts.bytes += frame.bytes.length;
    client.port.frame(frame.bytes);
  }

  function sendWatched(client: Client): void {
    if (client.watching === null) return;
    const vehicle = fleet.vehicle(client.watching);
    const seen = client.watchedSeen;
    if (vehicle === null) {
      if (seen === null) return;
      client.watchedSeen = null;
      client.port.watched(null);
    } else if (seen == null || seen[0] !== vehicle.handle || seen[1] !== vehicle.changes) {
      client.watchedSeen = [vehicle.handle, vehicle.changes];
      client.port.watched(watchedDriver(vehicle));
    }
  }

  return {
    get size() {
      return clients.size;
    },
    join(id, port) {
      clients.set(id, {
        port,
        named: createHandleSet(),
        viewport: null,
        view: null,
        since: null,
        inFlightSinceMs: null,
        watching: null,
        watchedSeen: undefined,
      });
    },
    leave,
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
    acknowledged(id) {
      const client = clients.get(id);
      if (client !== undefined) client.inFlightSinceMs = null;
    },
    tick({ localMs, brokerTimeMs, whole }) {
      for (const { view } of views.values()) view.update();
      fleet.forgetRemoved();
      if (!whole) return;
      const encoded = new Map<string, Encoded | null>();
      for (const [id, client] of clients) {
        const { view, since, inFlightSinceMs } = client;
        if (inFlightSinceMs !== null && localMs - inFlightSinceMs >= ackTimeoutMs) {
          leave(id);
          client.port.disconnect();
          continue;
        }
        if (!isBlocked(client, localMs)) sendWatched(client);
        if (view === null || since === fleet.revision) continue;
        if (inFlightSinceMs !== null) {
          counts.superseded++;
          continue;
        }
        const key = `${view.key}|${since}`;
        let frame = encoded.get(key);
        if (frame === undefined) {
          frame = encode(view, since, brokerTimeMs);
          encoded.set(key, frame);
        }
        client.since = fleet.revision;
        if (frame !== null) sendFrame(client, view, frame, localMs);
      }
    },
    status(status, localMs) {
      for (const client of clients.values()) {
        if (isBlocked(client, localMs)) continue;
        client.port.status({ ...status, driversInView: countInView(client) });
      }
    },
    counts: () => ({ ...counts }),
    oldestInFlightMs() {
      let oldestMs: number | null = null;
      for (const { inFlightSinceMs } of clients.values()) {
        if (inFlightSinceMs !== null) oldestMs = Math.min(oldestMs ?? inFlightSinceMs, inFlightSinceMs);
      }
      return oldestMs;
    },
  };
}

/** Null: nothing in the view changed. */
function encode(view: AreaView, since: number | null, brokerTimeMs: number): Encoded | null {
  const frame = view.frame(since, brokerTimeMs);
  if (!frame.snapshot && frame.updates.length === 0 && frame.removed.length === 0) return null;
  const handles = frame.updates.map((update) => update.handle);
  return { bytes: encodeFrame(frame), snapshot: frame.snapshot, handles };
}

function isBlocked({ inFlightSinceMs }: Client, localMs: number): boolean {
  return inFlightSinceMs !== null && localMs - inFlightSinceMs >= blockedAfterMs;
}

function countInView({ viewport, view }: Client): number {
  if (viewport === null || view === null) return 0;
  let count = 0;
  for (const { latitude, longitude } of view.members.values()) {
    if (isInViewport(viewport, latitude, longitude)) count++;
  }
  return count;
}

function watchedDriver({ driverId, handle, shown, stale, trips }: Vehicle): WatchedDriver {
  const { fix, timeMs, partition, position, arrivalMs } = shown;
  return { driverId, handle, fix, timeMs, stale, trip: trips.current, partition, position, arrivalMs };
}
