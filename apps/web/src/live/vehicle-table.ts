import {
  type DrawnCar,
  drawnCar,
  headingStep,
  packHeadings,
  packState,
  word,
  wordsPerCar,
} from './car-row.ts';
import {
  cellOf,
  createFixHistory,
  type FixHistory,
  grownHistory,
  moveRow,
  oldestIndex,
} from './fix-history.ts';
import type { MercatorOffset } from './mercator-origin.ts';
import { createRowGrid, type RowGrid } from './row-grid.ts';

/** One fix as the table takes it in. */
export interface CarFix extends MercatorOffset {
  readonly handle: number;
  /** Epoch ms in the broker's clock. */
  readonly timeMs: number;
  /** NaN where the device does not know, as is the speed. */
  readonly headingDeg: number;
  readonly speedMps: number;
  /** Index into driverStatuses. */
  readonly status: number;
  readonly stale: boolean;
}

export interface TrailPoint extends MercatorOffset {
  readonly timeMs: number;
}

/** A car that was overtaken by its own time reaches its next fix in this long, and not at once. */
const catchUpMs = 250;
/** Beyond this a car was lost, not slow: it fades in where it is found. Mercator units a ms, 90 m/s at 35° S. */
const lostUnitsPerMs = 90 / 1_000 / 32_800_000;
/** After the last fix a car ages on the screen for this long. */
export const agingMs = 32_000;
/** 32-bit seconds lose their milliseconds after hours: the epoch moves on this often. */
const epochAgeMs = 3_600_000;

/**
 * The cars in view: for each a short history of fixes and the two ways between fixes that are being drawn, laid out
 * as the graphics card reads them (car-row.ts). Taking in a fix, and nothing else, costs time for each car.
 */
export class VehicleTable {
  /** Rows in use are 0 … count − 1, without holes. */
  count = 0;
  words: Uint32Array;
  floats: Float32Array;
  epochMs = 0;
  /** Broker time until which something moves or ages. */
  changesUntilMs = Number.NEGATIVE_INFINITY;
  /** Rows by where their cars drive to. */
  readonly grid: RowGrid = createRowGrid();
  private history: FixHistory;
  private readonly rowOfHandle = new Map<number, number>();
  private handleOfRow: Uint32Array;
  /** Number of the first fix of the row that no way leads to yet. */
  private nextFix: Uint32Array;
  /** The ends of the row's ways, epoch ms: the exact ones, of which the words hold 32-bit seconds. */
  private t1: Float64Array;
  private t2: Float64Array;
  private status: Uint8Array;
  private speed: Float32Array;
  /** Rows with fixes that no way leads to yet. */
  private waiting: number[] = [];
  private isWaiting: Uint8Array;
  private changed: number[] = [];
  private isChanged: Uint8Array;

  constructor(capacity = 512) {
    this.history = createFixHistory(capacity);
    this.words = new Uint32Array(capacity * wordsPerCar);
    this.floats = new Float32Array(this.words.buffer);
    this.handleOfRow = new Uint32Array(capacity);
    this.nextFix = new Uint32Array(capacity);
    this.t1 = new Float64Array(capacity);
    this.t2 = new Float64Array(capacity);
    this.status = new Uint8Array(capacity);
    this.speed = new Float32Array(capacity);
    this.isWaiting = new Uint8Array(capacity);
    this.isChanged = new Uint8Array(capacity);
  }

  handles(): Iterable<number> {
    return this.rowOfHandle.keys();
  }

  handleAt(row: number): number {
    return this.handleOfRow[row];
  }

  /** The car's row, −1 when it is not here. */
  rowOf(handle: number): number {
    return this.rowOfHandle.get(handle) ?? -1;
  }

  /**
   * Takes in a fix while `drawMs` is being drawn. One that is not newer than the car's last moves nothing (M2) but
   * may change its status. Returns the ms since the fix before, null for the first and for an old one.
   */
  take(fix: CarFix, drawMs: number): number | null {
    const row = this.rowOfHandle.get(fix.handle);
    if (row === undefined) {
      this.enter(fix, drawMs);
      return null;
    }
    this.setStatus(row, fix);
    const lastMs = this.lastFixMs(row);
    if (fix.timeMs <= lastMs) return null;
    this.append(row, fix);
    this.lead(row, drawMs);
    return fix.timeMs - lastMs;
  }

  remove(handle: number): void {
    const row = this.rowOfHandle.get(handle);
    if (row === undefined) return;
    this.rowOfHandle.delete(handle);
    this.grid.remove(row);
    this.isWaiting[row] = 0;
    const last = --this.count;
    if (row === last) return;
    this.words.copyWithin(row * wordsPerCar, last * wordsPerCar, (last + 1) * wordsPerCar);
    moveRow(this.history, last, row);
    for (const column of [this.handleOfRow, this.nextFix, this.t1, this.t2, this.status, this.speed]) {
      column[row] = column[last];
    }
    if (this.isWaiting[last] === 1) this.wait(row);
    this.isWaiting[last] = 0;
    this.grid.rename(last, row);
    this.rowOfHandle.set(this.handleOfRow[row], row);
    this.touch(row);
  }

  /** Leads every car whose first way has ended before `drawMs` on to its next fix, if it has come. */
  advance(drawMs: number): void {
    if (drawMs - this.epochMs > epochAgeMs) this.rebase(drawMs);
    const rows = this.waiting;
    this.waiting = [];
    for (const row of rows) {
      if (this.isWaiting[row] === 0) continue;
      this.isWaiting[row] = 0;
      if (row < this.count) this.lead(row, drawMs);
    }
  }

  drawn(row: number, drawMs: number): DrawnCar {
    return drawnCar(this.floats, this.words, row * wordsPerCar, (drawMs - this.epochMs) / 1_000);
  }

  /** When the car's newest fix was made, epoch ms in the broker's clock. */
  lastFixMs(row: number): number {
    const { history } = this;
    return history.timeMs[cellOf(history, row, history.taken[row] - 1)];
  }

  /** The fixes of the last `lengthMs` before `drawMs`, oldest first, and all that came after. */
  trail(row: number, drawMs: number, lengthMs: number): TrailPoint[] {
    const { history } = this;
    const points: TrailPoint[] = [];
    for (let index = oldestIndex(history, row); index < history.taken[row]; index++) {
      const cell = cellOf(history, row, index);
      const timeMs = history.timeMs[cell];
      if (timeMs >= drawMs - lengthMs) points.push({ x: history.x[cell], y: history.y[cell], timeMs });
    }
    return points;
  }

  /** The rows that changed since the last call, in no order. */
  takeChanged(): number[] {
    const rows = this.changed.filter((row) => row < this.count);
    for (const row of this.changed) this.isChanged[row] = 0;
    this.changed = [];
    return rows;
  }

  /** Every row counts as changed. */
  touchAll(): void {
    for (let row = 0; row < this.count; row++) this.touch(row);
  }

  private enter(fix: CarFix, drawMs: number): void {
    if (this.count === this.history.rows) this.grow();
    if (this.count === 0) this.epochMs = drawMs;
    const row = this.count++;
    this.rowOfHandle.set(fix.handle, row);
    this.handleOfRow[row] = fix.handle;
    this.history.taken[row] = 0;
    this.isWaiting[row] = 0;
    this.append(row, fix);
    this.nextFix[row] = 1;
    this.status[row] = codeOf(fix);
    this.speed[row] = fix.speedMps;
    const heading = this.history.heading[cellOf(this.history, row, 0)];
    const { floats, words } = this;
    const at = row * wordsPerCar;
    const seconds = this.seconds(fix.timeMs);
    floats.set([fix.x, fix.y, fix.x, fix.y, fix.x, fix.y, seconds, seconds, seconds], at);
    floats[at + word.born] = this.seconds(drawMs);
    words[at + word.headings] = packHeadings(heading, heading, heading);
    this.t1[row] = fix.timeMs;
    this.t2[row] = fix.timeMs;
    this.wroteWay(row);
  }

  private append(row: number, fix: CarFix): void {
    const { history } = this;
    const taken = history.taken[row];
    const before = taken > 0 ? history.heading[cellOf(history, row, taken - 1)] : 0;
    const cell = cellOf(history, row, taken);
    history.timeMs[cell] = fix.timeMs;
    history.x[cell] = fix.x;
    history.y[cell] = fix.y;
    // A standing car does not know its heading: it keeps the one it came with.
    history.heading[cell] = Number.isNaN(fix.headingDeg) ? before : headingStep(fix.headingDeg);
    history.speedMps[cell] = fix.speedMps;
    history.taken[row] = taken + 1;
    if (taken + 1 - this.nextFix[row] > history.depth) this.nextFix[row] = oldestIndex(history, row);
  }

  /** Fills the row's two ways with the fixes that have come, as far as they are free at `drawMs`. */
  private lead(row: number, drawMs: number): void {
    const { history } = this;
    while (this.nextFix[row] < history.taken[row]) {
      if (this.t2[row] > this.t1[row]) {
        if (drawMs < this.t1[row]) break;
        this.shift(row);
      }
      const cell = cellOf(history, row, this.nextFix[row]);
      const stands = this.t1[row] <= drawMs;
      // Standing: go on from what is drawn now, not from where its own time would have it be.
      const startMs = stands ? drawMs : this.t1[row];
      const arriveMs = Math.max(history.timeMs[cell], startMs + this.leastMs(row, stands));
      const lost = this.isLost(row, cell, arriveMs - startMs);
      if (lost && !stands) break;
      this.nextFix[row]++;
      if (stands) this.beginFirst(row, cell, startMs, arriveMs, lost);
      else this.beginSecond(row, cell, arriveMs);
      this.wroteWay(row);
    }
    if (this.nextFix[row] < history.taken[row]) this.wait(row);
  }

  /** How long the way to the row's next fix takes at least: a car that is behind catches up, but it does not leap. */
  private leastMs(row: number, stands: boolean): number {
    const next = this.nextFix[row];
    if (stands || next <= oldestIndex(this.history, row)) return catchUpMs;
    const { timeMs } = this.history;
    const gapMs = timeMs[cellOf(this.history, row, next)] - timeMs[cellOf(this.history, row, next - 1)];
    return Math.min(catchUpMs, gapMs / 2);
  }

  /** The second way becomes the first, and the second is free. */
  private shift(row: number): void {
    const { floats, words } = this;
    const at = row * wordsPerCar;
    floats.copyWithin(at + word.x0, at + word.x1, at + word.y2 + 1);
    floats[at + word.t0] = floats[at + word.t1];
    floats[at + word.t1] = floats[at + word.t2];
    words[at + word.headings] = packHeadings(
      (words[at + word.headings] >>> 10) & 1023,
      (words[at + word.headings] >>> 20) & 1023,
      (words[at + word.headings] >>> 20) & 1023,
    );
    this.t1[row] = this.t2[row];
    this.touch(row);
  }

  private beginFirst(row: number, cell: number, startMs: number, endMs: number, lost: boolean): void {
    const { floats, words, history } = this;
    const at = row * wordsPerCar;
    const [x, y] = [history.x[cell], history.y[cell]];
    const fromX = lost ? x : floats[at + word.x1];
    const fromY = lost ? y : floats[at + word.y1];
    if (lost) floats[at + word.born] = this.seconds(startMs);
    const [t0, t1] = [this.seconds(startMs), this.seconds(endMs)];
    floats.set([fromX, fromY, x, y, x, y, t0, t1, t1], at);
    const heading = history.heading[cell];
    words[at + word.headings] = packHeadings((words[at + word.headings] >>> 10) & 1023, heading, heading);
    this.t1[row] = endMs;
    this.t2[row] = endMs;
    this.speed[row] = history.speedMps[cell];
  }

  private beginSecond(row: number, cell: number, endMs: number): void {
    const { floats, words, history } = this;
    const at = row * wordsPerCar;
    floats[at + word.x2] = history.x[cell];
    floats[at + word.y2] = history.y[cell];
    floats[at + word.t2] = this.seconds(endMs);
    const headings = words[at + word.headings];
    words[at + word.headings] = packHeadings(
      headings & 1023,
      (headings >>> 10) & 1023,
      history.heading[cell],
    );
    this.t2[row] = endMs;
    this.speed[row] = history.speedMps[cell];
  }

  private isLost(row: number, cell: number, forMs: number): boolean {
    const at = row * wordsPerCar;
    const wayX = this.history.x[cell] - this.floats[at + word.x1];
    const wayY = this.history.y[cell] - this.floats[at + word.y1];
    const far = lostUnitsPerMs * Math.max(1_000, forMs);
    return wayX * wayX + wayY * wayY > far * far;
  }

  private wroteWay(row: number): void {
    const at = row * wordsPerCar;
    this.grid.put(row, this.floats[at + word.x2], this.floats[at + word.y2]);
    if (this.t2[row] + agingMs > this.changesUntilMs) this.changesUntilMs = this.t2[row] + agingMs;
    this.writeState(row);
    this.touch(row);
  }

  private setStatus(row: number, fix: CarFix): void {
    const code = codeOf(fix);
    if (this.status[row] === code) return;
    this.status[row] = code;
    this.writeState(row);
    this.touch(row);
  }

  private writeState(row: number): void {
    const code = this.status[row];
    this.words[row * wordsPerCar + word.state] = packState(this.speed[row], code & 3, code >= 4);
  }

  private seconds(ms: number): number {
    return (ms - this.epochMs) / 1_000;
  }

  private wait(row: number): void {
    if (this.isWaiting[row] === 1) return;
    this.isWaiting[row] = 1;
    this.waiting.push(row);
  }

  private touch(row: number): void {
    if (this.isChanged[row] === 1) return;
    this.isChanged[row] = 1;
    this.changed.push(row);
  }

  private grow(): void {
    const rows = this.history.rows * 2;
    this.history = grownHistory(this.history, rows);
    this.words = grown(this.words, new Uint32Array(rows * wordsPerCar));
    this.floats = new Float32Array(this.words.buffer);
    this.handleOfRow = grown(this.handleOfRow, new Uint32Array(rows));
    this.nextFix = grown(this.nextFix, new Uint32Array(rows));
    this.t1 = grown(this.t1, new Float64Array(rows));
    this.t2 = grown(this.t2, new Float64Array(rows));
    this.status = grown(this.status, new Uint8Array(rows));
    this.speed = grown(this.speed, new Float32Array(rows));
    this.isWaiting = grown(this.isWaiting, new Uint8Array(rows));
    this.isChanged = grown(this.isChanged, new Uint8Array(rows));
  }

  private rebase(drawMs: number): void {
    const seconds = this.seconds(drawMs);
    for (let at = 0; at < this.count * wordsPerCar; at += wordsPerCar) {
      for (const column of [word.t0, word.t1, word.t2, word.born]) this.floats[at + column] -= seconds;
    }
    this.epochMs = drawMs;
    this.touchAll();
  }
}

function codeOf(fix: CarFix): number {
  return fix.status + (fix.stale ? 4 : 0);
}

function grown<Column extends { set(values: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
