import { encodeTile, joinTiles, type TileGrid, tileIndexOf, type VehicleUpdate } from '@rumo/events';
import { createLiveEngine } from '../../apps/web/src/live/live-engine.ts';
import type { ToEngine } from '../../apps/web/src/live/live-messages.ts';
import type { LiveSocketHandlers } from '../../apps/web/src/live/live-socket.ts';
import { pageNowMs } from '../../apps/web/src/live/page-clock.ts';
import { movingCars, streetPieces } from './moving-cars.ts';

/** The product's engine in a worker, fed at 1 fix a second and car through the product's own codec: no network. */
const tickMs = 50;
/** All of the city. */
const grid: TileGrid = { level: 11, westColumn: 702, columns: 5, southRow: 312, rows: 4 };
const layout = { grid, positionBits: 15, handleBits: 17 };

function feed(count: number, pieces: Float64Array, handlers: LiveSocketHandlers): void {
  const cars = movingCars(count, pieces);
  const name = (car: number) => [car, `driver-${car}`] as const;
  handlers.names(Array.from({ length: count }, (_, car) => name(car)));
  const fix = (car: number, timeMs: number): VehicleUpdate => ({
    handle: car,
    latitude: cars.latitude(car, timeMs / 1_000),
    longitude: cars.longitude(car, timeMs / 1_000),
    timeMs,
    headingDeg: cars.headingDeg(car, timeMs / 1_000),
    speedMps: 10,
    status: cars.status(car),
    stale: false,
  });
  const ticksPerS = 1_000 / tickMs;
  let tick = 0;
  const send = (snapshot: boolean) => {
    const nowMs = Math.round(pageNowMs());
    const tiles: VehicleUpdate[][] = Array.from({ length: grid.columns * grid.rows }, () => []);
    const step = snapshot ? 1 : ticksPerS;
    for (let car = snapshot ? 0 : tick % ticksPerS; car < count; car += step) {
      const update = fix(car, nowMs);
      tiles[tileIndexOf(grid, update.latitude, update.longitude)].push(update);
    }
    const places = [...tiles.keys()].filter((index) => tiles[index].length > 0);
    const fragments = places.map((index) => encodeTile(tiles[index], layout, nowMs));
    handlers.frame(joinTiles({ brokerTimeMs: nowMs, snapshot, layout, removed: [] }, places, fragments));
    tick++;
  };
  send(true);
  setInterval(() => send(false), tickMs);
}

const scope = self as unknown as {
  onmessage: ((event: { readonly data: ToEngine }) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
};
const engine = createLiveEngine({
  openSocket: (address, handlers) => {
    void streetPieces().then((pieces) => {
      handlers.opened();
      feed(Number(address), pieces, handlers);
    });
    return {
      viewport: () => {},
      watch: () => {},
      find: async () => [],
      clock: async () => pageNowMs(),
      close: () => {},
    };
  },
  post: (message, transfer = []) => scope.postMessage(message, transfer),
  nowMs: pageNowMs,
  inWorker: true,
});
scope.onmessage = ({ data }) => engine(data);
