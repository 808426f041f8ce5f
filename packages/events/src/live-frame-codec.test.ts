import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LiveFrame, VehicleUpdate } from './live-frame.ts';
import {
  decodeFrame,
  encodeFrame,
  FrameError,
  frameHeadingQuantumDeg,
  frameMaxHandle,
  frameMaxSpeedMps,
  frameMaxTimeMs,
  framePositionQuantumDeg,
  frameSpeedQuantumMps,
} from './live-frame-codec.ts';
import { driverStatuses } from './ride-event.ts';

const handles = fc.oneof(fc.nat(300), fc.integer({ min: 0, max: frameMaxHandle }));
const times = fc.oneof(
  fc.integer({ min: 1_780_000_000_000, max: 1_780_000_300_000 }),
  fc.integer({ min: 0, max: frameMaxTimeMs }),
);
const bounded = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const updates: fc.Arbitrary<VehicleUpdate> = fc.record({
  handle: handles,
  latitude: bounded(-90, 90),
  longitude: bounded(-180, 180),
  timeMs: times,
  headingDeg: fc.option(fc.double({ min: 0, max: 360, maxExcluded: true, noNaN: true })),
  speedMps: fc.option(bounded(0, 1_000)),
  status: fc.constantFrom(...driverStatuses),
  stale: fc.boolean(),
});
const frames: fc.Arbitrary<LiveFrame> = fc.record({
  brokerTimeMs: times,
  snapshot: fc.boolean(),
  updates: fc.array(updates, { maxLength: 40 }),
  removed: fc.array(handles, { maxLength: 40 }),
});

test('a frame read back is the frame written, up to the stated quanta', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const read = decodeFrame(encodeFrame(frame));
      expect({ ...read, updates: [] }).toEqual({ ...frame, updates: [] });
      expect(read.updates.length).toBe(frame.updates.length);
      read.updates.forEach((got, index) => {
        const sent = frame.updates[index];
        const { handle, timeMs, status, stale } = sent;
        expect(got).toMatchObject({ handle, timeMs, status, stale });
        expect(Math.abs(got.latitude - sent.latitude)).toBeLessThanOrEqual(0.51 * framePositionQuantumDeg);
        expect(Math.abs(got.longitude - sent.longitude)).toBeLessThanOrEqual(0.51 * framePositionQuantumDeg);
        expect(turnDeg(got.headingDeg, sent.headingDeg)).toBeLessThanOrEqual(0.51 * frameHeadingQuantumDeg);
        expect(speedError(got.speedMps, sent.speedMps)).toBeLessThanOrEqual(0.51 * frameSpeedQuantumMps);
      });
    }),
  );
});

test('writing what was read gives the same bytes', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const bytes = encodeFrame(frame);
      expect(encodeFrame(decodeFrame(bytes))).toEqual(bytes);
    }),
  );
});

test('D2 arbitrary bytes are a frame or a FrameError, never anything else', () => {
  const header = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const anyBytes = fc.uint8Array({ maxLength: 200 });
  const afterHeader = anyBytes.map((tail) => Uint8Array.of(...header, ...tail));
  fc.assert(fc.property(fc.oneof(anyBytes, afterHeader), onlyFrameErrors), { numRuns: 2_000 });
});

test('D2 a frame with bytes changed, cut or added is a frame or a FrameError', () => {
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.nat(8), add: fc.nat(3) });
  fc.assert(
    fc.property(frames, change, (frame, { at, byte, cut, add }) => {
      const bytes = encodeFrame(frame);
      bytes[at % bytes.length] = byte;
      onlyFrameErrors(Uint8Array.of(...bytes.subarray(0, bytes.length - cut), ...new Uint8Array(add)));
    }),
    { numRuns: 2_000 },
  );
});

test('D2 a count that the bytes cannot hold is refused before anything is made', () => {
  const bytes = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 15, 0);
  expect(() => decodeFrame(bytes)).toThrow(/do not fit 18 bytes/);
});

test.each([
  ['an empty input', []],
  ['another version', [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['unknown flags', [1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['bytes after the end', [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ['a time that is no number', [1, 0, 0, 0, 0, 0, 0, 0, 248, 127, 0, 0]],
  ['a number longer than needed', [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 0, 0]],
])('D2 %s is refused', (_what, bytes) => {
  expect(() => decodeFrame(Uint8Array.from(bytes))).toThrow(FrameError);
});

test('a value outside its range is not written', () => {
  const good: VehicleUpdate = fc.sample(updates, 1)[0];
  const write = (change: Partial<VehicleUpdate>) => () =>
    encodeFrame({ brokerTimeMs: 1, snapshot: false, updates: [{ ...good, ...change }], removed: [] });
  expect(write({ latitude: Number.NaN })).toThrow(/latitude is NaN/);
  expect(write({ longitude: 181 })).toThrow(FrameError);
  expect(write({ handle: -1 })).toThrow(FrameError);
  expect(write({ timeMs: Infinity })).toThrow(FrameError);
  expect(write({ headingDeg: -1 })).toThrow(FrameError);
});

test('a frame read from an ArrayBuffer or from the middle of a buffer is the same', () => {
  const bytes = encodeFrame(example);
  const around = Uint8Array.of(9, ...bytes, 9);
  expect(decodeFrame(bytes.slice().buffer)).toEqual(decodeFrame(bytes));
  expect(decodeFrame(around.subarray(1, 1 + bytes.length))).toEqual(decodeFrame(bytes));
});

test('the worked example of docs/spec.md holds', () => {
  const hex = [...encodeFrame(example)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  expect(hex).toBe(
    '01 00 00 00 c6 66 04 e7 79 42 02 01 ' +
      '0e c5 f0 a4 21 83 a4 cb 35 aa 05 3e 2e 02 ' +
      '02 50 31 aa 05 ff ff 04 ' +
      '04',
  );
});

const example: LiveFrame = {
  brokerTimeMs: 1_780_000_124_000,
  snapshot: false,
  updates: [
    {
      handle: 7,
      latitude: -34.905123,
      longitude: -56.191234,
      timeMs: 1_780_000_123_659,
      headingDeg: 87.2,
      speedMps: 11.4,
      status: 'on_trip',
      stale: false,
    },
    {
      handle: 8,
      latitude: -34.905083,
      longitude: -56.191259,
      timeMs: 1_780_000_123_659,
      headingDeg: null,
      speedMps: null,
      status: 'available',
      stale: true,
    },
  ],
  removed: [2],
};

function onlyFrameErrors(bytes: Uint8Array): void {
  try {
    decodeFrame(bytes);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
  }
}

function turnDeg(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : Infinity;
  const turn = Math.abs(a - b) % 360;
  return Math.min(turn, 360 - turn);
}

function speedError(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : Infinity;
  return Math.abs(a - Math.min(b, frameMaxSpeedMps));
}
