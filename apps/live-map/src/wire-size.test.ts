import { decodeFrame, type Viewport } from '@rumo/events';
import { expect, test } from 'vitest';
import { createClients } from './clients.ts';
import { createFleet } from './fleet.ts';
import { framePacket } from './frame-packet.ts';
import type { ViewFrame } from './map-view.ts';
import { locationUpdated } from './testing/ride-records.ts';

const t0 = 1_780_000_000_000;
const tickMs = 50;
/** 1,440 × 900 pixels at zoom 13 over Montevideo. */
const viewport: Viewport = { west: -56.25, south: -34.94, east: -56.1264, north: -34.8766, zoom: 13 };

// With what Socket.IO and WebSocket add; 1,000 cars have an aim, 15 and 100 are there to compare with.
test.each([
  [15, 80],
  [100, 21],
  [1_000, 8],
])('at 1 Hz and %i cars in view an update takes at most %i bytes on the wire', (cars, most) => {
  const { bytes, updates } = sentIn(3, cars);
  expect(updates).toBe(3 * cars);
  expect(bytes / updates).toBeLessThanOrEqual(most);
});

/** Cars drive through the viewport, each with a fix a second that takes 5 to 45 ms to the log. */
function sentIn(seconds: number, cars: number): { readonly bytes: number; readonly updates: number } {
  const fleet = createFleet(cars);
  const clients = createClients(fleet, { ackTimeoutMs: 30_000, maxCarsInView: cars });
  let bytes = 0;
  let updates = 0;
  const port = {
    names: () => {},
    status: () => {},
    watched: () => {},
    disconnect: () => {},
    frame: ({ bytes: frame }: ViewFrame) => {
      clients.acknowledged('client', t0);
      const read = decodeFrame(frame);
      if (read.kind === 'cells' || read.snapshot) return;
      bytes += framePacket(frame).length;
      updates += read.count;
    },
  };
  const fix = (car: number, second: number) => {
    const occurredAtMs = t0 + second * 1_000 + Math.floor((car / cars) * 1_000);
    const arrivalMs = occurredAtMs + 5 + ((car * 7 + second * 13) % 40);
    const place = ((car * 7_919) % cars) / cars;
    const event = locationUpdated({
      driverId: `driver-${car}`,
      occurredAtMs,
      latitude: viewport.south + (0.05 + 0.9 * place) * (viewport.north - viewport.south) + second * 1e-5,
      longitude:
        viewport.west + (0.05 + 0.9 * (car / cars)) * (viewport.east - viewport.west) + second * 1e-5,
    });
    fleet.apply(event, { arrivalMs, partition: 0, position: '0' });
    return arrivalMs;
  };
  for (let car = 0; car < cars; car++) fix(car, 0);
  clients.join('client', port, t0);
  clients.viewport('client', viewport);
  clients.tick({ localMs: t0, brokerTimeMs: t0 + 1_100, whole: true });
  let newestMs = 0;
  for (let second = 1; second <= seconds; second++) {
    let car = 0;
    for (let ms = tickMs; ms <= 1_000; ms += tickMs) {
      while (car < cars && (car / cars) * 1_000 < ms) newestMs = Math.max(newestMs, fix(car++, second));
      const nowMs = Math.max(newestMs, t0 + second * 1_000 + ms);
      clients.tick({ localMs: nowMs, brokerTimeMs: nowMs, whole: true });
    }
  }
  return { bytes, updates };
}
