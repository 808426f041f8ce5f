import { type DriverStatus, driverStatuses } from '@rumo/events';
import {
  cellOf,
  createFixHistory,
  type FixHistory,
  fixesPerCar,
  grownHistory,
  moveRow,
  oldestIndex,
} from './fix-history.ts';
import type { MercatorOffset } from './mercator-origin.ts';
import { field, floatsPerCar, packHeadings, unpackHeadings } from './vehicle-row.ts';

/** One fix as the table takes it in. */
export interface CarFix extends MercatorOffset {
  readonly handle: number;
  /** Epoch ms in the broker's clock. */
  readonly timeMs: number;
  readonly headingDeg: number | null;
  readonly speedMps: number | null;
  readonly status: DriverStatus;
  readonly stale: boolean;
}

/** What is drawn of a car at one moment. */
export interface DrawnCar extends MercatorOffset {
  readonly headingDeg: number;
  readonly status: DriverStatus;
  readonly stale: boolean;
  readonly speedMps: number | null;
}

export interface TrailPoint extends MercatorOffset {
  readonly timeMs: number;
}

/** A car that was overtaken by its own time reaches its next fix in this long instead of jumping there. */
const catchUpMs = 250;
/** Beyond this a car was lost, not slow: it fades in where it is found. Mercator units a ms, 90 m/s at 35° S. */
const lostUnitsPerMs = 90 / 1_000 / 32_800_000;
/** After the last fix a car ages on the screen for this long. */
export const agingMs = 32_000;

/**
 * The cars in view: for each a short history of fixes and the one segment between two of them that is being drawn,
 * laid out as the graphics card reads it (vehicle-row.ts). Times on the card are seconds since `epochMs`.
 */
export class VehicleTable {
  /** Rows in use are 0 … count − 1, without holes. */
  count = 0;
  rows: Float32Array;
  epochMs = 0;
  /** First and last row written since `takeDirty`; first > last when none was. */
  private dirtyFirst = Number.POSITIVE_INFINITY;
  private dirtyLast = -1;
  private history: FixHistory;
  private readonly rowOfHandle = new Map<number, number>();
  private handleOfRow: number[] = [];
  /** Number of the first fix of the row that no segment has used yet. */
  private nextFix: Uint32Array;

  constructor(capacity = 512) {
    this.rows = new Float32Array(capacity * floatsPerCar);
    this.history = createFixHistory(capacity);
    this.nextFix = new Uint32Array(capacity);
  }

  has(handle: number): boolean {
    return this.rowOfHandle.has(handle);
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
    const lastMs = this.history.timeMs[cellOf(row, this.history.taken[row] - 1)];
    this.set(row, field.status, statusCode(fix));
    if (fix.timeMs <= lastMs) return null;
    this.append(row, fix);
    // Standing: go on from what is drawn now, not from where its own time would have it be.
    if (this.endMs(row) <= drawMs && this.nextFix[row] === this.history.taken[row] - 1) {
      this.begin(row, drawMs, Math.max(fix.timeMs, drawMs + catchUpMs));
    }
    return fix.timeMs - lastMs;
  }

  remove(handle: number): void {
    const row = this.rowOfHandle.get(handle);
    if (row === undefined) return;
    this.rowOfHandle.delete(handle);
    const last = --this.count;
    if (row !== last) {
      this.rows.copyWithin(row * floatsPerCar, last * floatsPerCar, (last + 1) * floatsPerCar);
      moveRow(this.history, last, row);
      this.nextFix[row] = this.nextFix[last];
      this.handleOfRow[row] = this.handleOfRow[last];
      this.rowOfHandle.set(this.handleOfRow[row], row);
      this.touch(row);
    }
    this.handleOfRow.length = last;
  }

  clear(): void {
    this.rowOfHandle.clear();
    this.handleOfRow = [];
    this.count = 0;
  }

  /**
   * Moves every car whose segment ended before `drawMs` on to its next fix, if it has come. Returns whether any car
   * moves or ages after `drawMs`: else nothing needs to be drawn again.
   */
  advance(drawMs: number): boolean {
    if (drawMs - this.epochMs > 3_600_000) this.rebase(drawMs);
    let latestMs = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < this.count; row++) {
      while (this.endMs(row) <= drawMs && this.nextFix[row] < this.history.taken[row]) {
        const startMs = this.endMs(row);
        const fixMs = this.history.timeMs[cellOf(row, this.nextFix[row])];
        this.begin(row, startMs, fixMs > startMs ? fixMs : startMs + catchUpMs);
      }
      latestMs = Math.max(latestMs, this.endMs(row));
    }
    return drawMs < latestMs + agingMs;
  }

  /** What is drawn of the car at `drawMs`: the same sums as in the shader. */
  drawn(row: number, drawMs: number): DrawnCar {
    const at = row * floatsPerCar;
    const startMs = this.epochMs + this.rows[at + field.t0] * 1_000;
    const endMs = this.endMs(row);
    const part = endMs > startMs ? Math.min(1, Math.max(0, (drawMs - startMs) / (endMs - startMs))) : 1;
    const [from, to] = unpackHeadings(this.rows[at + field.headings]);
    const turn = ((to - from + 540) % 360) - 180;
    const code = this.rows[at + field.status];
    return {
      x: this.rows[at + field.x0] + (this.rows[at + field.x1] - this.rows[at + field.x0]) * part,
      y: this.rows[at + field.y0] + (this.rows[at + field.y1] - this.rows[at + field.y0]) * part,
      headingDeg: (from + turn * part + 360) % 360,
      status: driverStatuses[code % 4],
      stale: code >= 4,
      speedMps: this.rows[at + field.speed] < 0 ? null : this.rows[at + field.speed],
    };
  }

  /** The fixes of the last `lengthMs` before `drawMs`, oldest first, and the one that is being driven to. */
  trail(row: number, drawMs: number, lengthMs: number): TrailPoint[] {
    const { history } = this;
    const points: TrailPoint[] = [];
    for (let index = oldestIndex(history, row); index < history.taken[row]; index++) {
      const cell = cellOf(row, index);
      const timeMs = history.timeMs[cell];
      if (timeMs < drawMs - lengthMs) continue;
      points.push({ x: history.x[cell], y: history.y[cell], timeMs });
      if (timeMs >= drawMs) break;
    }
    return points;
  }

  /** The rows written since the last call, or null. The slice starts at `first` and holds `count` rows. */
  takeDirty(): { readonly first: number; readonly count: number } | null {
    const first = this.dirtyFirst;
    const last = Math.min(this.dirtyLast, this.count - 1);
    this.dirtyFirst = Number.POSITIVE_INFINITY;
    this.dirtyLast = -1;
    return first <= last ? { first, count: last - first + 1 } : null;
  }

  private enter(fix: CarFix, drawMs: number): void {
    if (this.count === this.history.rows) this.grow();
    if (this.count === 0) this.epochMs = drawMs;
    const row = this.count++;
    this.rowOfHandle.set(fix.handle, row);
    this.handleOfRow[row] = fix.handle;
    this.history.taken[row] = 0;
    this.rows.fill(0, row * floatsPerCar, (row + 1) * floatsPerCar);
    this.append(row, fix);
    this.nextFix[row] = 1;
    const seconds = (fix.timeMs - this.epochMs) / 1_000;
    const heading = fix.headingDeg ?? 0;
    this.rows.set(
      [
        ...[fix.x, fix.y, fix.x, fix.y, seconds, seconds, packHeadings(heading, heading), statusCode(fix)],
        ...[fix.speedMps ?? -1, (drawMs - this.epochMs) / 1_000],
      ],
      row * floatsPerCar,
    );
    this.touch(row);
  }

  private append(row: number, fix: CarFix): void {
    const { history } = this;
    const taken = history.taken[row];
    const before = taken > 0 ? history.headingDeg[cellOf(row, taken - 1)] : 0;
    const cell = cellOf(row, taken);
    history.timeMs[cell] = fix.timeMs;
    history.x[cell] = fix.x;
    history.y[cell] = fix.y;
    // A standing car does not know its heading: it keeps the one it came with.
    history.headingDeg[cell] = fix.headingDeg ?? before;
    history.speedMps[cell] = fix.speedMps ?? Number.NaN;
    history.taken[row] = taken + 1;
    if (history.taken[row] - this.nextFix[row] > fixesPerCar) this.nextFix[row] = oldestIndex(history, row);
  }

  /** Starts the segment from where the row's last one ends to its next fix. */
  private begin(row: number, startMs: number, endMs: number): void {
    const { history, rows } = this;
    const at = row * floatsPerCar;
    const cell = cellOf(row, this.nextFix[row]++);
    const [, heading] = unpackHeadings(rows[at + field.headings]);
    rows[at + field.x0] = rows[at + field.x1];
    rows[at + field.y0] = rows[at + field.y1];
    rows[at + field.x1] = history.x[cell];
    rows[at + field.y1] = history.y[cell];
    const way = Math.hypot(
      rows[at + field.x1] - rows[at + field.x0],
      rows[at + field.y1] - rows[at + field.y0],
    );
    if (way > lostUnitsPerMs * (endMs - startMs) && way > lostUnitsPerMs * 1_000) {
      rows[at + field.x0] = rows[at + field.x1];
      rows[at + field.y0] = rows[at + field.y1];
      rows[at + field.born] = (startMs - this.epochMs) / 1_000;
    }
    rows[at + field.t0] = (startMs - this.epochMs) / 1_000;
    rows[at + field.t1] = (endMs - this.epochMs) / 1_000;
    rows[at + field.headings] = packHeadings(heading, history.headingDeg[cell]);
    rows[at + field.speed] = Number.isNaN(history.speedMps[cell]) ? -1 : history.speedMps[cell];
    this.touch(row);
  }

  private endMs(row: number): number {
    return this.epochMs + this.rows[row * floatsPerCar + field.t1] * 1_000;
  }

  private set(row: number, column: number, value: number): void {
    if (this.rows[row * floatsPerCar + column] === value) return;
    this.rows[row * floatsPerCar + column] = value;
    this.touch(row);
  }

  private touch(row: number): void {
    this.dirtyFirst = Math.min(this.dirtyFirst, row);
    this.dirtyLast = Math.max(this.dirtyLast, row);
  }

  private grow(): void {
    const capacity = this.history.rows * 2;
    const rows = new Float32Array(capacity * floatsPerCar);
    rows.set(this.rows);
    this.rows = rows;
    this.history = grownHistory(this.history, capacity);
    const nextFix = new Uint32Array(capacity);
    nextFix.set(this.nextFix);
    this.nextFix = nextFix;
  }

  /** 32-bit seconds lose their milliseconds after hours: start counting anew. */
  private rebase(drawMs: number): void {
    const seconds = (drawMs - this.epochMs) / 1_000;
    for (let row = 0; row < this.count; row++) {
      for (const column of [field.t0, field.t1, field.born]) {
        this.rows[row * floatsPerCar + column] -= seconds;
      }
      this.touch(row);
    }
    this.epochMs = drawMs;
  }
}

function statusCode(fix: CarFix): number {
  return driverStatuses.indexOf(fix.status) + (fix.stale ? 4 : 0);
}
