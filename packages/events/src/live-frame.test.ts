import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeFrame, vehicleUpdates } from './decode-frame.ts';
import { type Cell, encodeCells, encodeFrame, encodeTile, joinTiles } from './encode-frame.ts';
import { FrameError } from './frame-error.ts';
import {
  frameAgeQuantumMs,
  frameHeadingQuantumDeg,
  frameMaxAgeMs,
  frameMaxLevel,
  frameMaxLevelBits,
  frameMaxSpeedMps,
  frameMaxTimeMs,
  framePositionQuantumDeg,
  frameSpeedQuantumMps,
} from './frame-quanta.ts';
import type { CarsFrame, CellsFrame, FrameHead, LiveFrame, VehicleUpdate } from './live-frame.ts';
import { driverStatuses } from './ride-event.ts';
import { latitudeOf, longitudeOf, type TileGrid } from './tile-grid.ts';

type Written = FrameHead & { readonly updates: readonly VehicleUpdate[] };

const grids: fc.Arbitrary<TileGrid> = fc.integer({ min: 1, max: frameMaxLevel }).chain((level) =>
  fc.nat(2 ** (level - 1) - 1).chain((southRow) =>
    fc.record({
      level: fc.constant(level),
      westColumn: fc.nat(2 ** level - 1),
      columns: fc.integer({ min: 1, max: Math.min(8, 2 ** level) }),
      southRow: fc.constant(southRow),
      rows: fc.integer({ min: 1, max: Math.min(8, 2 ** (level - 1) - southRow) }),
    }),
  ),
);
const part = fc.double({ min: 0, max: 1, noNaN: true });
const brokerTimes = fc.oneof(
  fc.integer({ min: 1_780_000_000_000, max: 1_780_000_300_000 }),
  fc.integer({ min: 0, max: frameMaxTimeMs }),
);
const ages = fc.oneof(fc.nat(300), fc.nat(400_000), fc.integer({ min: 0, max: frameMaxTimeMs }));

function cars({ level, westColumn, columns, southRow, rows }: TileGrid, handleBits: number, nowMs: number) {
  return fc.uniqueArray(
    fc
      .record({
        handle: fc.nat(Math.min(2 ** 31, 2 ** handleBits - 1)),
        x: part,
        y: part,
        age: ages,
        headingDeg: fc.option(fc.double({ min: 0, max: 360, maxExcluded: true, noNaN: true })),
        speedMps: fc.option(fc.double({ min: 0, max: 1_000, noNaN: true })),
        status: fc.constantFrom(...driverStatuses),
        stale: fc.boolean(),
      })
      .map(({ x, y, age, ...car }): VehicleUpdate => {
        const longitude = longitudeOf(westColumn + Math.min(x * columns, columns - 1e-9), level);
        return {
          ...car,
          latitude: latitudeOf(southRow + Math.min(y * rows, rows - 1e-9), level),
          longitude: longitude >= 180 ? longitude - 360 : longitude,
          timeMs: Math.max(0, nowMs - age),
        };
      }),
    { maxLength: 12, selector: (car) => car.handle },
  );
}

const frames: fc.Arbitrary<Written> = fc
  .tuple(grids, fc.integer({ min: 1, max: 32 }), brokerTimes)
  .chain(([grid, handleBits, brokerTimeMs]) =>
    fc.record({
      brokerTimeMs: fc.constant(brokerTimeMs),
      snapshot: fc.boolean(),
      layout: fc.record({
        grid: fc.constant(grid),
        positionBits: fc.integer({ min: 1, max: Math.min(15, frameMaxLevelBits - grid.level) }),
        handleBits: fc.constant(handleBits),
      }),
      updates: cars(grid, handleBits, brokerTimeMs),
      removed: fc
        .uniqueArray(fc.nat(Math.min(2 ** 31, 2 ** handleBits - 1)), { maxLength: 8 })
        .map((handles) => handles.sort((a, b) => a - b)),
    }),
  );

const cellFrames = fc.tuple(brokerTimes, grids).chain(([brokerTimeMs, grid]) => {
  const cell = fc.record({
    cars: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 2 ** 32 - 2 })),
    speedMps: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
  });
  const length = grid.columns * grid.rows;
  const cells = fc.array(fc.option(cell), { minLength: length, maxLength: length });
  return fc.record({ brokerTimeMs: fc.constant(brokerTimeMs), grid: fc.constant(grid), cells });
});

describe('cars', () => {
  test('a frame read back is the frame written, up to the stated quanta', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const read = decodeCars(encodeFrame(frame));
        const { brokerTimeMs, snapshot, layout } = frame;
        expect(read).toMatchObject({ brokerTimeMs, snapshot, layout, count: frame.updates.length });
        expect([...read.removed]).toEqual(frame.removed);
        const quantumDeg = framePositionQuantumDeg(layout.grid.level, layout.positionBits);
        const updates = new Map(frame.updates.map((car) => [car.handle, car]));
        for (const got of vehicleUpdates(read)) {
          const sent = updates.get(got.handle) as VehicleUpdate;
          updates.delete(got.handle);
          expect([got.status, got.stale]).toEqual([sent.status, sent.stale]);
          expect(Math.abs(got.latitude - sent.latitude)).toBeLessThanOrEqual(0.51 * quantumDeg);
          expect(turnDeg(got.longitude, sent.longitude)).toBeLessThanOrEqual(0.51 * quantumDeg);
          expect(turnDeg(got.headingDeg, sent.headingDeg)).toBeLessThanOrEqual(0.51 * frameHeadingQuantumDeg);
          expect(speedError(got.speedMps, sent.speedMps)).toBeLessThanOrEqual(0.51 * frameSpeedQuantumMps);
          const heldMs = Math.max(sent.timeMs, brokerTimeMs - frameMaxAgeMs);
          expect(Math.abs(got.timeMs - heldMs)).toBeLessThanOrEqual(0.5 * frameAgeQuantumMs);
        }
        expect(updates.size).toBe(0);
      }),
    );
  });

  test('writing what was read gives the same bytes', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const bytes = encodeFrame(frame);
        const read = decodeCars(bytes);
        const again = { ...read, removed: [...read.removed], updates: vehicleUpdates(read) };
        expect(encodeFrame(again)).toEqual(bytes);
      }),
    );
  });

  test('the order in which cars are handed over makes no difference', () => {
    fc.assert(
      fc.property(frames, (frame) => {
        const reversed = { ...frame, updates: [...frame.updates].reverse() };
        expect(encodeFrame(reversed)).toEqual(encodeFrame(frame));
      }),
    );
  });

  test('a car at a pole or on the antimeridian stays there', () => {
    const grid: TileGrid = { level: 4, westColumn: 0, columns: 16, southRow: 0, rows: 8 };
    const layout = { grid, positionBits: 15, handleBits: 3 };
    const at = [
      [-90, -180],
      [90, 180],
      [90, 0],
      [0, 180],
    ];
    const updates = at.map(([latitude, longitude], handle) => ({ ...aCar, handle, latitude, longitude }));
    const frame = { brokerTimeMs: aCar.timeMs, snapshot: true, layout, removed: [], updates };
    const read = vehicleUpdates(decodeCars(encodeFrame(frame))).sort((a, b) => a.handle - b.handle);
    read.forEach(({ latitude, longitude }, i) => {
      expect(Math.abs(latitude - at[i][0])).toBeLessThan(0.001);
      expect(turnDeg(longitude, at[i][1])).toBeLessThan(0.001);
    });
  });

  test('NaN is written as what is unknown', () => {
    const written = (value: number | null) =>
      encodeFrame({ ...example, updates: [{ ...aCar, headingDeg: value, speedMps: value }] });
    expect(written(Number.NaN)).toEqual(written(null));
  });

  test('a value outside its range is not written', () => {
    const write = (change: Partial<VehicleUpdate>) => () =>
      encodeFrame({ ...example, updates: [{ ...aCar, ...change }] });
    expect(write({})).not.toThrow();
    expect(write({ latitude: Number.NaN })).toThrow(FrameError);
    expect(write({ longitude: 181 })).toThrow(FrameError);
    expect(write({ longitude: 10 })).toThrow(/outside the frame's tiles/);
    expect(write({ handle: -1 })).toThrow(/handle is -1/);
    expect(write({ handle: 16 })).toThrow(/handle is 16/);
    expect(write({ timeMs: Number.NaN })).toThrow(FrameError);
    expect(write({ timeMs: example.brokerTimeMs + 10 })).toThrow(/after the frame's own/);
    expect(write({ headingDeg: -1 })).toThrow(FrameError);
    expect(() => encodeFrame({ ...example, removed: [3, 3] })).toThrow(FrameError);
    const tile = encodeTile([aCar], example.layout, example.brokerTimeMs);
    expect(() => joinTiles(example, [3], [tile])).not.toThrow();
    expect(() => joinTiles(example, [4], [tile])).toThrow(/place is 4/);
    expect(() => joinTiles(example, [1, 1], [tile, tile])).toThrow(/place is 1/);
    expect(() => joinTiles(example, [], [tile])).toThrow(/0 places for 1 tiles/);
  });

  test('a frame read from an ArrayBuffer or from the middle of a buffer is the same', () => {
    const bytes = encodeFrame(example);
    const around = Uint8Array.of(9, ...bytes, 9);
    expect(decodeFrame(bytes.slice().buffer)).toEqual(decodeFrame(bytes));
    expect(decodeFrame(around.subarray(1, 1 + bytes.length))).toEqual(decodeFrame(bytes));
  });

  test('a tile that cannot be written leaves nothing behind in the next', () => {
    const encoded = () => {
      const { bytes, from, length } = encodeTile([aCar], example.layout, example.brokerTimeMs);
      return bytes.slice(from, from + Math.ceil(length / 8));
    };
    const before = encoded();
    expect(() =>
      encodeTile([aCar, { ...aCar, handle: 9, headingDeg: -1 }], example.layout, example.brokerTimeMs),
    ).toThrow(FrameError);
    expect(encoded()).toEqual(before);
  });
});

describe('cells', () => {
  test('M7 cells read back are the cells written, up to the quantum of speeds', () => {
    fc.assert(
      fc.property(cellFrames, ({ brokerTimeMs, grid, cells }) => {
        const bytes = encodeCells(brokerTimeMs, grid, cells);
        const read = decodeCells(bytes);
        expect(read).toMatchObject({
          brokerTimeMs,
          grid,
          count: cells.filter((cell) => cell !== null).length,
        });
        let i = 0;
        cells.forEach((cell, tile) => {
          if (cell === null) return;
          expect(read.cars[i]).toBe(cell.cars);
          const speed = Number.isNaN(read.speedMps[i]) ? null : read.speedMps[i];
          expect(speedError(speed, cell.speedMps)).toBeLessThanOrEqual(0.51 * frameSpeedQuantumMps);
          const column = (grid.westColumn + (tile % grid.columns)) % 2 ** grid.level;
          expect(read.west[i]).toBe(longitudeOf(column, grid.level));
          expect(read.south[i]).toBe(latitudeOf(grid.southRow + Math.floor(tile / grid.columns), grid.level));
          i++;
        });
        const again: (Cell | null)[] = cells.map(() => null);
        let next = 0;
        cells.forEach((cell, tile) => {
          if (cell === null) return;
          const speed = read.speedMps[next];
          again[tile] = { cars: read.cars[next++], speedMps: Number.isNaN(speed) ? null : speed };
        });
        expect(encodeCells(brokerTimeMs, grid, again)).toEqual(bytes);
      }),
    );
  });
});

describe('D2', () => {
  test('D2 arbitrary bytes are a frame or a FrameError, never anything else', () => {
    const anyBytes = fc.uint8Array({ maxLength: 200 });
    const afterLead = fc
      .tuple(fc.constantFrom(0, 1, 2), anyBytes)
      .map(([flags, tail]) => Uint8Array.of(2, flags, 0, 1, 0, 0, 0, 0, ...tail));
    fc.assert(fc.property(fc.oneof(anyBytes, afterLead), onlyFrameErrors), { numRuns: 3_000 });
  });

  test('D2 a frame with bytes changed, cut or added is a frame or a FrameError', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.nat(8), add: fc.nat(3) });
    const bytesOf = fc.oneof(
      frames.map(encodeFrame),
      cellFrames.map(({ brokerTimeMs, grid, cells }) => encodeCells(brokerTimeMs, grid, cells)),
    );
    fc.assert(
      fc.property(bytesOf, change, (bytes, { at, byte, cut, add }) => {
        bytes[at % bytes.length] = byte;
        onlyFrameErrors(Uint8Array.of(...bytes.subarray(0, bytes.length - cut), ...new Uint8Array(add)));
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['an empty input', '', /too few/],
    ['a frame cut after its lead', '02 00 00 00 00 00 00 00', /too few/],
    ['the version before', '01 00 00 00 00 00 00 00 08 00 00', /version 1/],
    ['unknown flags', '02 04 00 00 00 00 00 00 09 80 00', /flags 4/],
    ['a snapshot of cells', '02 03 00 00 00 00 00 00 09 80 00', /flags 3/],
    ['a grid of level 0', '02 00 00 00 00 00 00 00 00 ff ff', /level is 0/],
    ['a grid of level 31', '02 00 00 00 00 00 00 00 f8 00 00 00 00 00 00 00 00 ff', /level is 31/],
    ['more rows than the globe has', '02 02 00 00 00 00 00 00 0a 80', /rows is 2/],
    ['more tiles than bits', '02 02 00 00 00 00 00 00 50 00 00 04 00 10 00 00', /tiles is \d+, not/],
    ['a byte after the end', '02 02 00 00 00 00 00 00 0b 80 00', /bytes after the frame's end/],
    ['a set bit after the end', '02 02 00 00 00 00 00 00 0b 81', /bits after the end/],
  ])('D2 %s is refused', (_what, hex, message) => {
    expect(() => decodeFrame(bytesOf(hex))).toThrow(FrameError);
    expect(() => decodeFrame(bytesOf(hex))).toThrow(message);
  });

  test('D2 counts that the bytes cannot hold are refused before anything is made', () => {
    const empty = encodeFrame({ ...example, removed: [], updates: [] });
    const tooMany = (bitAt: number) => {
      const bytes = Uint8Array.of(...empty, ...new Uint8Array(8));
      bytes.fill(0, bitAt >> 3);
      // Thirty zeros and a one: a count of 2^30 − 1 or more.
      bytes[(bitAt + 30) >> 3] = 128 >> ((bitAt + 30) & 7);
      return bytes;
    };
    const removalsAt = 64 + 5 + 16 + 15 + 3 + 3 + 4 + 5;
    expect(() => decodeFrame(tooMany(removalsAt))).toThrow(/removals do not fit/);
    const carsAt = removalsAt + 1;
    const bytes = tooMany(carsAt);
    bytes[removalsAt >> 3] |= 128 >> (removalsAt & 7);
    expect(() => decodeFrame(Uint8Array.of(...bytes, 0xff, 0xff, 0xff, 0xff))).toThrow(/cars do not fit/);
  });
});

test('the worked example of docs/spec.md holds, bit by bit', () => {
  const spec = readFileSync(new URL('../../../docs/spec.md', import.meta.url), 'utf8');
  const block = /^Example:[^`]*```\n([^`]*)```/m.exec(spec)?.[1] ?? '';
  // Bits stand before two spaces, what they mean after them.
  const bits = block
    .split('\n')
    .map((line) => line.split('  ')[0].replaceAll(' ', ''))
    .join('');
  expect(bits).toMatch(/^[01]+$/);
  expect(bits).toBe([...encodeFrame(example)].map((byte) => byte.toString(2).padStart(8, '0')).join(''));
});

const aCar: VehicleUpdate = {
  handle: 7,
  latitude: -34.905123,
  longitude: -56.191234,
  timeMs: 1_780_000_123_659,
  headingDeg: 87.2,
  speedMps: 11.4,
  status: 'on_trip',
  stale: false,
};

const example: Written = {
  brokerTimeMs: 1_780_000_123_700,
  snapshot: false,
  layout: {
    grid: { level: 16, westColumn: 22538, columns: 2, southRow: 10029, rows: 2 },
    positionBits: 9,
    handleBits: 4,
  },
  updates: [
    aCar,
    {
      ...aCar,
      handle: 8,
      latitude: -34.905083,
      longitude: -56.191259,
      timeMs: 1_780_000_093_700,
      headingDeg: null,
      speedMps: null,
      status: 'available',
      stale: true,
    },
  ],
  removed: [2],
};

function decodeCars(bytes: Uint8Array): CarsFrame {
  const frame: LiveFrame = decodeFrame(bytes);
  if (frame.kind !== 'cars') throw new Error('cells came back');
  return frame;
}

function decodeCells(bytes: Uint8Array): CellsFrame {
  const frame: LiveFrame = decodeFrame(bytes);
  if (frame.kind !== 'cells') throw new Error('cars came back');
  return frame;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.split(' ').filter(Boolean), (byte) => Number.parseInt(byte, 16));
}

function onlyFrameErrors(bytes: Uint8Array): void {
  try {
    decodeFrame(bytes);
  } catch (error) {
    if (!(error instanceof FrameError)) throw error;
  }
}

/** The angle between two directions or longitudes; two unknown ones are the same. */
function turnDeg(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : Infinity;
  const turn = Math.abs(a - b) % 360;
  return Math.min(turn, 360 - turn);
}

function speedError(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : Infinity;
  return Math.abs(a - Math.min(b, frameMaxSpeedMps));
}
