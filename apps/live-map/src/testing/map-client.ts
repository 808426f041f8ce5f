import type { VehicleUpdate, Viewport, WatchedDriver } from '@rumo/events';
import {
  type ClientToServer,
  decodeFrame,
  type LiveStatus,
  type ServerToClient,
  vehicleUpdates,
} from '@rumo/events';
import { io, type Socket } from 'socket.io-client';

export interface MapClient {
  readonly socket: Socket<ServerToClient, ClientToServer>;
  /** What the client holds, by driver. */
  readonly cars: ReadonlyMap<string, VehicleUpdate>;
  readonly frames: readonly { readonly snapshot: boolean; readonly updates: number }[];
  readonly statuses: readonly LiveStatus[];
  readonly watched: readonly (WatchedDriver | null)[];
  /** Resolves when `condition` holds, looked at after each message. */
  until(condition: () => boolean): Promise<void>;
  /** Acknowledges what is waiting, when made with `acknowledge: false`. */
  acknowledge(): void;
  close(): void;
}

export interface MapClientOptions {
  readonly port: number;
  readonly viewport?: Viewport;
  readonly acknowledge?: boolean;
  readonly origin?: string;
  /** Sent as X-Forwarded-For. */
  readonly forwardedFor?: string;
  /** Comes back after a lost connection, as the page does; every connection names and shows cars anew. */
  readonly reconnect?: boolean;
}

/** Connects as the page does and keeps the picture as the page does. */
export async function mapClient(options: MapClientOptions): Promise<MapClient> {
  const { origin, acknowledge = true, reconnect = false, viewport } = options;
  const socket: Socket<ServerToClient, ClientToServer> = io(`http://127.0.0.1:${options.port}`, {
    transports: ['websocket'],
    reconnection: reconnect,
    reconnectionDelay: 100,
    reconnectionDelayMax: 1_000,
    forceNew: true,
    extraHeaders: {
      ...(origin === undefined ? {} : { origin }),
      ...(options.forwardedFor === undefined ? {} : { 'x-forwarded-for': options.forwardedFor }),
    },
  });
  const names = new Map<number, string>();
  const cars = new Map<string, VehicleUpdate>();
  const frames: { snapshot: boolean; updates: number }[] = [];
  const statuses: LiveStatus[] = [];
  const watched: (WatchedDriver | null)[] = [];
  let waiting: { condition: () => boolean; resolve: () => void }[] = [];
  let acks: (() => void)[] = [];

  const look = () => {
    waiting = waiting.filter(({ condition, resolve }) => {
      if (!condition()) return true;
      resolve();
      return false;
    });
  };
  socket.on('names', (pairs) => {
    for (const [handle, driverId] of pairs) names.set(handle, driverId);
  });
  socket.on('f', (bytes, ack) => {
    const frame = decodeFrame(bytes);
    if (frame.kind === 'cells') throw new Error('cells came instead of cars');
    if (frame.snapshot) cars.clear();
    for (const update of vehicleUpdates(frame)) cars.set(nameOf(names, update.handle), update);
    for (const handle of frame.removed) {
      const name = names.get(handle);
      if (name !== undefined) cars.delete(name);
    }
    frames.push({ snapshot: frame.snapshot, updates: frame.count });
    if (acknowledge) ack();
    else acks.push(ack);
    look();
  });
  socket.on('status', (status) => {
    statuses.push(status);
    look();
  });
  socket.on('watched', (driver) => {
    watched.push(driver);
    look();
  });
  socket.on('disconnect', look);
  socket.on('connect', () => {
    names.clear();
    cars.clear();
    acks = [];
    if (viewport !== undefined) socket.emit('viewport', viewport);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return {
    socket,
    cars,
    frames,
    statuses,
    watched,
    until: (condition) =>
      condition() ? Promise.resolve() : new Promise((resolve) => waiting.push({ condition, resolve })),
    acknowledge() {
      const now = acks;
      acks = [];
      for (const ack of now) ack();
    },
    close: () => socket.disconnect(),
  };
}

function nameOf(names: ReadonlyMap<number, string>, handle: number): string {
  const name = names.get(handle);
  if (name === undefined) throw new Error(`handle ${handle} was used before it was named`);
  return name;
}
