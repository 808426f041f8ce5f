import {
  type CellsFrame,
  columnOf,
  decodeFrame,
  frameAgeQuantumMs,
  framePositionQuantumDeg,
  type LiveStatus,
  latitudeOf,
  longitudeOf,
  rowOf,
  type VehicleUpdate,
  type Viewport,
  vehicleUpdates,
  type WatchedDriver,
} from '@rumo/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { areaOf, isInArea, isInViewport, positionBitsOf } from './area.ts';
import { cellsEveryMs } from './cell-sums.ts';
import { type ClientPort, type Clients, createClients, statusTurns } from './clients.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { locationUpdated } from './testing/ride-records.ts';
import { showOf } from './views.ts';

const t0 = 1_780_000_000_000;
const ackTimeoutMs = 30_000;
const montevideo: Viewport = { west: -56.3, south: -35, east: -56, north: -34.8, zoom: 12 };
const lisbon: Viewport = { west: -9.3, south: 38.6, east: -9, north: 38.8, zoom: 12 };

describe('M3', () => {
  test('M3 while a frame is unacknowledged no other is sent, and the next one holds the newest', () => {
    const { fix, tick, join, clients } = scene();
    fix('a', { latitude: -34.9 });
    const client = join(montevideo);
    expect(clients.oldestInFlightMs()).toBeNull();
    tick();
    for (let i = 1; i <= 50; i++) {
      fix('a', { latitude: -34.901 + i / 1_000 });
      tick();
    }
    expect(client.received).toBe(1);
    expect(clients.counts().superseded).toBe(50);
    expect(clients.oldestInFlightMs()).not.toBeNull();
    client.acknowledge();
    tick();
    expect(client.received).toBe(2);
    expect(client.cars().get('a')?.latitude).toBeCloseTo(-34.851, 4);
  });

  test('M3 a client that never acknowledges gets one frame, little else, and is put out in the end', () => {
    const { fix, tick, join, clients, fleet } = scene();
    fix('a', {});
    const client = join(montevideo);
    clients.watch(client.id, 'a');
    let ms = 0;
    for (; ms < ackTimeoutMs && !client.disconnected; ms += 50) {
      fix('a', { latitude: -34.9 + ms / 1e6 });
      if (ms % 1_000 === 0) clients.status({ ...status, drivers: fleet.size }, t0 + ms);
      tick(ms);
    }
    tick(ms);
    expect(client.disconnected).toBe(true);
    expect(clients.size).toBe(0);
    expect(client.received).toBe(1);
    expect(client.statuses.length).toBeLessThanOrEqual(2);
    expect(client.watched.length).toBeLessThanOrEqual(1_000 / 50 + 1);
  });

  test('M3 clients in step share the bytes of a frame', () => {
    const { fix, tick, join } = scene();
    fix('a', {});
    const first = join(montevideo);
    const second = join({ ...montevideo, west: montevideo.west + 1e-4 });
    tick();
    expect(first.lastBytes()).toBe(second.lastBytes());
  });
});

describe('M4', () => {
  test('M4 a moved client has the whole new picture one tick later', () => {
    const { fix, tick, join, clients } = scene();
    fix('here', { latitude: -34.9, longitude: -56.1 });
    fix('there', { latitude: 38.7, longitude: -9.1 });
    const client = join(montevideo);
    tick();
    client.acknowledge();
    expect([...client.cars().keys()]).toEqual(['here']);
    clients.viewport(client.id, lisbon);
    tick();
    expect([...client.cars().keys()]).toEqual(['there']);
  });

  test('M4 a client moved while a frame is in flight has it one tick after the acknowledgement', () => {
    const { fix, tick, join, clients } = scene();
    fix('there', { latitude: 38.7, longitude: -9.1 });
    const client = join(montevideo);
    tick();
    clients.viewport(client.id, lisbon);
    tick();
    expect(client.received).toBe(1);
    client.acknowledge();
    tick();
    expect([...client.cars().keys()]).toEqual(['there']);
  });

  test('nothing is sent before the picture is whole', () => {
    const { fix, join, clients } = scene();
    fix('a', {});
    const client = join(montevideo);
    clients.tick({ localMs: t0, brokerTimeMs: t0, whole: false });
    expect(client.received).toBe(0);
  });
});

describe('M1', () => {
  test('M1 a car that drives out of the viewport is taken away, one that drives in appears', () => {
    const { fix, tick, join } = scene();
    fix('leaves', { latitude: -34.9 });
    fix('enters', { latitude: -30 });
    const client = join(montevideo);
    tick();
    client.acknowledge();
    fix('leaves', { latitude: -33 });
    fix('enters', { latitude: -34.9 });
    tick();
    expect([...client.cars().keys()]).toEqual(['enters']);
  });

  test('M1 one car that alone drives out, or is removed, is taken away', () => {
    const { fix, tick, join, pass } = scene();
    fix('leaves', { latitude: -34.9 });
    fix('ends', { latitude: -34.9 });
    const client = join(montevideo);
    tick();
    client.acknowledge();
    fix('leaves', { latitude: -33 });
    tick();
    expect([...client.cars().keys()]).toEqual(['ends']);
    client.acknowledge();
    pass(299_999);
    tick();
    client.acknowledge();
    pass(10);
    tick();
    expect([...client.cars().keys()]).toEqual([]);
  });

  test('M1 a car that left and came back while a frame was in flight is still there', () => {
    const { fix, tick, join } = scene();
    fix('a', { latitude: -34.9 });
    const client = join(montevideo);
    tick();
    fix('a', { latitude: -33 });
    tick();
    fix('a', { latitude: -34.85 });
    tick();
    client.acknowledge();
    tick();
    expect(client.cars().get('a')?.latitude).toBeCloseTo(-34.85, 4);
  });

  test('a change elsewhere sends nothing', () => {
    const { fix, tick, join } = scene();
    fix('a', { latitude: 10 });
    const client = join(montevideo);
    tick();
    client.acknowledge();
    fix('a', { latitude: 11 });
    tick();
    expect(client.received).toBe(1);
  });
});

describe('M7', () => {
  const far: Viewport = { west: -60, south: -40, east: -50, north: -30, zoom: 6 };

  test('M7 far out, cells with counts and mean speeds take the place of cars, and near they come back whole', () => {
    const { fix, tick, join, clients } = scene();
    for (let i = 0; i < 5; i++) fix(`car-${i}`, { speedMps: i, latitude: -34.9 });
    const client = join(far);
    tick();
    client.acknowledge();
    expect(client.cells()).toMatchObject({ count: 1, cars: Uint32Array.of(5), speedMps: Float32Array.of(2) });
    clients.viewport(client.id, montevideo);
    tick();
    expect(client.cells()).toBeNull();
    expect(client.cars().size).toBe(5);
  });

  test('M7 M4 a client that comes to cells has them within a tick, then once a second when something changed', () => {
    const { fix, tick, join } = scene();
    fix('a', {});
    const client = join(far);
    for (let ms = 0; ms <= 3_000; ms += 50) {
      fix('a', {});
      tick(ms);
      client.acknowledge();
    }
    expect(client.received).toBe(4);
    for (let ms = 3_050; ms <= 6_000; ms += 50) tick(ms);
    expect(client.received).toBe(4);
    fix('a', {});
    for (let ms = 6_050; ms <= 7_050; ms += 50) tick(ms);
    expect(client.received).toBe(5);
  });

  test('M7 too many cars become cells, and cars again only when clearly fewer', () => {
    const { fix, tick, join, clients, pass } = scene(6);
    const look = (localMs: number) => {
      clients.status(status, t0 + localMs);
      tick(localMs);
      client.acknowledge();
    };
    for (let i = 0; i < 6; i++) fix(`car-${i}`, {});
    const client = join(montevideo);
    look(0);
    expect([client.cells(), client.cars().size]).toEqual([null, 6]);
    fix('car-6', {});
    tick(1_000);
    client.acknowledge();
    look(1_050);
    expect(client.cells()?.cars).toEqual(Uint32Array.of(7));
    fix('car-0', { latitude: 0 });
    fix('car-1', { latitude: 0 });
    look(3_000);
    look(4_050);
    expect(client.cells()?.cars).toEqual(Uint32Array.of(5));
    pass(0);
    fix('car-2', { latitude: 0 });
    look(6_000);
    look(7_050);
    expect([client.cells(), client.cars().size]).toEqual([null, 4]);
  });

  test('M7 the border between cells and cars is crossed at different zooms in and out', () => {
    expect([showOf(null, 8.2, 1, 10), showOf('cars', 8.2, 1, 10), showOf('cells', 8.2, 1, 10)]).toEqual([
      'cars',
      'cars',
      'cells',
    ]);
    expect([showOf('cars', 7.9, 1, 10), showOf('cells', 8.5, 1, 10)]).toEqual(['cells', 'cars']);
  });
});

test('a name is told once per client', () => {
  const { fix, tick, join, clients } = scene();
  fix('a', {});
  const client = join(montevideo);
  for (let i = 0; i < 5; i++) {
    tick();
    client.acknowledge();
    clients.viewport(client.id, i % 2 === 0 ? lisbon : montevideo);
    fix('a', { latitude: -34.9 + i / 1_000 });
  }
  expect(client.names).toEqual(['a']);
});

test('a watched driver is told when it changes, when it is unknown, and wherever it is', () => {
  const { fix, tick, join, clients } = scene();
  const client = join(montevideo);
  clients.watch(client.id, 'a');
  tick();
  tick();
  fix('a', { latitude: 60 });
  tick();
  tick();
  client.acknowledge();
  clients.watch(client.id, null);
  fix('a', { latitude: 61 });
  tick();
  expect(client.watched.map((driver) => driver?.fix.latitude ?? null)).toEqual([null, 60]);
});

test('in turns, every client gets the status once', () => {
  const { join, clients } = scene();
  const joined = Array.from({ length: 2 * statusTurns + 1 }, () => join(montevideo));
  for (let turn = 0; turn < statusTurns; turn++) clients.status(status, t0, turn);
  expect(joined.map((client) => client.statuses.length)).toEqual(joined.map(() => 1));
});

test('the status counts what is in the viewport itself, without the margin', () => {
  const { fix, join, clients } = scene();
  fix('in', { longitude: -56.1 });
  fix('margin', { longitude: -56.31 });
  const client = join(montevideo);
  clients.status(status, t0);
  expect(client.statuses.at(-1)?.driversInView).toBe(1);
});

test('M1 M3 M4 after any history and then quiet, each picture is the fleet cut to the viewport', () => {
  const latitude = fc.constantFrom(-90, -35, -34.9, -34.85, 0, 38.7, 90);
  const longitude = fc.constantFrom(-180, -179.99, -56.2, -56.1, 0, 9.1, 179.99, 180);
  const car = fc.integer({ min: 0, max: 8 }).map((n) => `car-${n}`);
  const side = fc.double({ min: -540, max: 540, noNaN: true });
  const upright = fc.tuple(
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.double({ min: -90, max: 90, noNaN: true }),
  );
  const viewport = fc.oneof(
    fc.constantFrom(montevideo, lisbon),
    fc.constantFrom<Viewport>(
      { west: -180, south: -90, east: 180, north: 90, zoom: 0 },
      { west: -180, south: -90, east: 180, north: 90, zoom: 10 },
      { west: 179, south: -36, east: -179, north: 39, zoom: 5 },
      { west: 179.5, south: -36, east: 181, north: 39, zoom: 5 },
      { west: -416.3, south: -35, east: -416, north: -34.8, zoom: 12 },
      { west: -56.1, south: -34.9, east: -56.1, north: -34.9, zoom: 22 },
    ),
    fc
      .record({ west: side, east: side, upright, zoom: fc.constantFrom(3, 12, 20) })
      .map(({ west, east, zoom, upright: [a, b] }) => {
        return { west, east, south: Math.min(a, b), north: Math.max(a, b), zoom };
      }),
  );
  const client = fc.nat(2);
  const command = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constant('fix' as const), car, latitude, longitude) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('look' as const), client, viewport) },
    { weight: 4, arbitrary: fc.tuple(fc.constant('acknowledge' as const), client) },
    { weight: 4, arbitrary: fc.tuple(fc.constant('tick' as const)) },
    { weight: 6, arbitrary: fc.tuple(fc.constant('settle' as const)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('wait' as const), fc.constantFrom(1_000, 31_000, 301_000)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('reconnect' as const), client) },
  );
  type Command = typeof command extends fc.Arbitrary<infer Each> ? Each : never;
  const leftAndCameBack: Command[] = [
    ['fix', 'car-0', -35, -56.1],
    ['tick'],
    ['wait', 301_000],
    ['fix', 'car-0', -34.85, -56.2],
  ];
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const world = scene();
      const looking = [montevideo, montevideo, lisbon];
      const watchers = looking.map((view) => world.join(view));
      for (const step of commands) {
        switch (step[0]) {
          case 'fix':
            world.fix(step[1], { latitude: step[2], longitude: step[3] });
            break;
          case 'look':
            looking[step[1]] = step[2];
            world.clients.viewport(watchers[step[1]].id, step[2]);
            break;
          case 'acknowledge':
            watchers[step[1]].acknowledge();
            break;
          case 'tick':
            world.tick();
            break;
          case 'settle':
            for (const watcher of watchers) watcher.acknowledge();
            world.tick();
            break;
          case 'wait':
            world.pass(step[1]);
            break;
          case 'reconnect':
            world.clients.leave(watchers[step[1]].id);
            watchers[step[1]] = world.join(looking[step[1]]);
            break;
        }
      }
      for (let i = 1; i <= 3; i++) {
        world.tick(i * cellsEveryMs);
        for (const watcher of watchers) watcher.acknowledge();
      }
      watchers.forEach((watcher, i) => {
        const cells = watcher.cells();
        expect(cells !== null).toBe(looking[i].zoom < 8);
        if (cells !== null) {
          expectCells(cells, world.fleet, looking[i]);
          return;
        }
        expectCars(watcher.cars(), world.fleet, looking[i]);
        for (const vehicle of world.fleet.vehicles()) {
          if (isInViewport(looking[i], vehicle.latitude, vehicle.longitude)) {
            expect(watcher.cars().has(vehicle.driverId)).toBe(true);
          }
        }
      });
    }),
    { numRuns: 300, examples: [[leftAndCameBack]] },
  );
});

/** The cars are those of the area, each within the quanta of a frame from where it is. */
function expectCars(cars: ReadonlyMap<string, VehicleUpdate>, fleet: Fleet, viewport: Viewport): void {
  const area = areaOf(viewport);
  const expected = [...fleet.vehicles()].filter((car) => isInArea(area, car.latitude, car.longitude));
  expect(new Set(cars.keys())).toEqual(new Set(expected.map((car) => car.driverId)));
  const quantumDeg = framePositionQuantumDeg(area.level, positionBitsOf(viewport.zoom, area.level));
  for (const { driverId, handle, latitude, longitude, timeMs, stale } of expected) {
    const got = cars.get(driverId) as VehicleUpdate;
    expect([got.handle, got.stale]).toEqual([handle, stale]);
    expect(Math.abs(got.latitude - latitude)).toBeLessThanOrEqual(0.51 * quantumDeg);
    const turnDeg = Math.abs(got.longitude - longitude);
    expect(Math.min(turnDeg, 360 - turnDeg)).toBeLessThanOrEqual(0.51 * quantumDeg);
    expect(Math.abs(got.timeMs - timeMs)).toBeLessThanOrEqual(frameAgeQuantumMs / 2);
  }
}

/** The cells hold the cars of the area, each where it is. */
function expectCells(cells: CellsFrame, fleet: Fleet, viewport: Viewport): void {
  const { level } = cells.grid;
  const expected = new Map<string, number>();
  for (const { latitude, longitude } of fleet.vehicles()) {
    if (!isInArea(areaOf(viewport), latitude, longitude)) continue;
    const west = longitudeOf(columnOf(longitude, level), level);
    const key = `${west} ${latitudeOf(rowOf(latitude, level), level)}`;
    expected.set(key, (expected.get(key) ?? 0) + 1);
  }
  const got = Array.from(cells.cars, (cars, i) => [`${cells.west[i]} ${cells.south[i]}`, cars] as const);
  expect(new Map(got)).toEqual(expected);
}

const status: Omit<LiveStatus, 'driversInView'> = {
  drivers: 0,
  eventsPerSecond: 0,
  lastArrivalMs: null,
  brokerTimeMs: t0,
  broker: { connected: true, sinceMs: t0 },
  caughtUp: true,
};

interface WatchingClient {
  readonly id: string;
  readonly received: number;
  readonly disconnected: boolean;
  readonly names: readonly string[];
  readonly statuses: readonly LiveStatus[];
  readonly watched: readonly (WatchedDriver | null)[];
  cars(): Map<string, VehicleUpdate>;
  /** Null while it is shown cars. */
  cells(): CellsFrame | null;
  lastBytes(): Uint8Array | undefined;
  acknowledge(): void;
}

function scene(maxCarsInView = 1_000) {
  const fleet = createFleet(100);
  const clients = createClients(fleet, { ackTimeoutMs, maxCarsInView });
  let nowMs = t0;
  let position = 0;
  let joined = 0;
  return {
    fleet,
    clients,
    fix(driverId: string, place: { latitude?: number; longitude?: number; speedMps?: number }) {
      nowMs += 1;
      const event = locationUpdated({ driverId, occurredAtMs: nowMs, ...place });
      fleet.apply(event, { arrivalMs: nowMs, partition: 0, position: String(position++) });
    },
    /** Time passes: another driver far away keeps the stream going. */
    pass(ms: number) {
      for (const end = nowMs + ms; nowMs < end; ) {
        nowMs = Math.min(end, nowMs + 10_000);
        const event = locationUpdated({ driverId: 'pole', occurredAtMs: nowMs, latitude: -89 });
        fleet.apply(event, { arrivalMs: nowMs, partition: 0, position: String(position++) });
      }
      fleet.sweep(nowMs);
    },
    tick: (localMs = 0) => clients.tick({ localMs: t0 + localMs, brokerTimeMs: nowMs, whole: true }),
    join(viewport: Viewport): WatchingClient {
      const id = `client-${joined++}`;
      const client = watchingClient(id, clients);
      clients.join(id, client.port, t0);
      clients.viewport(id, viewport);
      return client;
    },
  };
}

/** Keeps the picture as the page does, from the frames it has taken in. */
function watchingClient(id: string, clients: Clients): WatchingClient & { readonly port: ClientPort } {
  const names = new Map<number, string>();
  const cars = new Map<string, VehicleUpdate>();
  const told: string[] = [];
  const statuses: LiveStatus[] = [];
  const watched: (WatchedDriver | null)[] = [];
  const frames: Uint8Array[] = [];
  let cells: CellsFrame | null = null;
  let disconnected = false;
  const name = (handle: number): string => {
    const driverId = names.get(handle);
    if (driverId === undefined) throw new Error(`handle ${handle} was used before it was named`);
    return driverId;
  };
  return {
    id,
    statuses,
    watched,
    names: told,
    get received() {
      return frames.length;
    },
    get disconnected() {
      return disconnected;
    },
    cars: () => cars,
    cells: () => cells,
    lastBytes: () => frames.at(-1),
    acknowledge: () => clients.acknowledged(id, t0),
    port: {
      names: (pairs) => {
        for (const [handle, driverId] of pairs) {
          names.set(handle, driverId);
          told.push(driverId);
        }
      },
      frame: ({ bytes }) => {
        frames.push(bytes);
        const frame = decodeFrame(bytes);
        if (frame.kind === 'cells') {
          cells = frame;
          cars.clear();
          return;
        }
        if (frame.snapshot) {
          cars.clear();
          cells = null;
        }
        if (cells !== null) throw new Error('changes of cars came on top of cells');
        // Removed first, as the page does: a driver that left and came back has a new handle in the same frame.
        for (const handle of frame.removed) cars.delete(names.get(handle) ?? '');
        const removed = new Set(frame.removed);
        for (const update of vehicleUpdates(frame)) {
          if (removed.has(update.handle)) throw new Error(`handle ${update.handle} is removed and updated`);
          cars.set(name(update.handle), update);
        }
      },
      status: (each) => statuses.push(each),
      watched: (driver) => watched.push(driver),
      disconnect: () => {
        disconnected = true;
      },
    },
  };
}
