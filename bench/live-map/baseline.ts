import { createServer } from 'node:http';
import type { EventStream } from '@rumo/event-stream';
import { numberOrNull, type Viewport, viewportSchema } from '@rumo/events';
import { Server } from 'socket.io';
import { isInViewport } from '../../apps/live-map/src/area.ts';
import { createBrokerClock } from '../../apps/live-map/src/broker-clock.ts';
import { createFleet } from '../../apps/live-map/src/fleet.ts';
import { createRideReader } from '../../apps/live-map/src/ride-reader.ts';
import type { Vehicle } from '../../apps/live-map/src/vehicle.ts';
import { createVehicleGrid } from '../../apps/live-map/src/vehicle-grid.ts';

/** One car as a page would be told of it, rounded once for all clients. */
interface JsonCar {
  readonly id: string;
  readonly lat: number;
  readonly lng: number;
  readonly t: number;
  readonly heading: number | null;
  readonly speed: number | null;
  readonly status: string;
}

/** Side of the squares by which changes are found, as a level of tiles: those of the product's own grid of cars. */
const level = 15;

/**
 * What the obvious server would do: the product's reader, fleet and grid, and each tick one `emit` per client of an
 * object with the changes in its viewport. No acknowledgements, no margin, no names.
 */
export async function startBaseline(stream: EventStream, tickMs: number): Promise<{ readonly port: number }> {
  const fleet = createFleet(200_000);
  const nowMs = () => performance.timeOrigin + performance.now();
  const reader = createRideReader({
    stream,
    group: 'baseline',
    fleet,
    clock: createBrokerClock(),
    localNowMs: nowMs,
    counted: () => {},
  });
  const http = createServer();
  const io = new Server(http, {
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
  });
  io.engine.on('connection', (connection) => {
    connection.request = null;
  });
  io.on('connection', (socket) => {
    socket.on('viewport', (viewport: unknown) => {
      socket.data = { viewport: viewportSchema.parse(viewport), fresh: true };
    });
  });
  setInterval(() => {
    const changed = createVehicleGrid<Vehicle>();
    fleet.forEachChanged((vehicle) => changed.put(vehicle, vehicle));
    fleet.forgetChanges();
    const rounded = new Map<number, JsonCar>();
    const round = (vehicle: Vehicle): JsonCar => {
      let car = rounded.get(vehicle.handle);
      if (car === undefined) {
        car = jsonCar(vehicle);
        rounded.set(vehicle.handle, car);
      }
      return car;
    };
    for (const socket of io.sockets.sockets.values()) {
      const { viewport, fresh } = socket.data as { viewport?: Viewport; fresh?: boolean };
      if (viewport === undefined) continue;
      const cars: JsonCar[] = [];
      const take = (vehicle: Vehicle) => {
        if (isInViewport(viewport, vehicle.latitude, vehicle.longitude)) cars.push(round(vehicle));
      };
      if (fresh) fleet.forEachVehicle(take);
      else changed.forEachCellNear(gridOf(viewport), (items) => items.forEach(take));
      socket.data.fresh = false;
      if (cars.length > 0) socket.emit('frame', { t: Math.round(nowMs()), cars });
    }
  }, tickMs);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  await reader.join();
  return { port: (http.address() as { port: number }).port };
}

function jsonCar(vehicle: Vehicle): JsonCar {
  return {
    id: vehicle.driverId,
    lat: Math.round(vehicle.latitude * 1e6) / 1e6,
    lng: Math.round(vehicle.longitude * 1e6) / 1e6,
    t: Math.round(vehicle.timeMs),
    heading: numberOrNull(vehicle.headingDeg),
    speed: numberOrNull(vehicle.speedMps),
    status: vehicle.status,
  };
}

function gridOf({ west, south, east, north }: Viewport) {
  const column = (longitude: number) => Math.floor(((longitude + 180) / 360) * 2 ** level);
  const row = (latitude: number) => Math.floor(((latitude + 90) / 360) * 2 ** level);
  return {
    level,
    westColumn: column(west),
    columns: column(east) - column(west) + 1,
    southRow: row(south),
    rows: row(north) - row(south) + 1,
  };
}
