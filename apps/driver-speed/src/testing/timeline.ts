import type { Position, StreamRecord } from '@rumo/event-stream';
import { comparePositions } from '@rumo/event-stream';
import type { DriverStatus } from '@rumo/events';
import { metresPerLatitudeDeg } from '@rumo/geo';
import { fold } from '../windows/fold.ts';
import { type FoldSettings, freshState, type PartitionState } from '../windows/partition-state.ts';
import type { StreetMap } from '../windows/street-map.ts';
import { type ClosedWindow, noCounts, type Tally, tallyFrom } from '../windows/tally.ts';

/** Second 0 of every timeline: the start of a window. */
export const t0 = 1_780_000_000_000;

/** Every 10 m north another street, the third of them none; slow enough for anybody to speed. */
export const streets: StreetMap = {
  city: 'timeline',
  streets: [
    { name: '', limitKmh: 0 },
    { name: 'Calle 1', limitKmh: 20 },
    { name: 'Calle 2', limitKmh: 30 },
  ],
  streetAt: ({ latitude }) => Math.abs(Math.floor(((latitude + 34.9) * metresPerLatitudeDeg) / 10) + 1) % 3,
};

export const settings: FoldSettings = { gapMs: 60_000, recordsPerCheckpoint: 4, streets };

export type TimelineRecord = Omit<StreamRecord, 'position'>;

export interface FixDetails {
  readonly driverId?: string;
  /** Second of arrival; by default the fix arrives as it occurs. */
  readonly arrives?: number;
  readonly sequence?: number;
  readonly speedMps?: number | null;
  /** Metres north of the place where every timeline begins. */
  readonly northM?: number;
  /** Makes two payloads differ that say the same. */
  readonly headingDeg?: number | null;
  readonly status?: DriverStatus;
}

const encoder = new TextEncoder();

/** A LocationUpdated at a second of the timeline. */
export function fix(second: number, details: FixDetails = {}): TimelineRecord {
  const {
    driverId = 'ana',
    arrives = second,
    sequence = 0,
    speedMps = null,
    northM = 0,
    headingDeg = null,
    status = 'available',
  } = details;
  const event = {
    type: 'LocationUpdated',
    version: 1,
    driverId,
    sequence,
    occurredAtMs: t0 + Math.round(second * 1_000),
    latitude: -34.9 + northM / metresPerLatitudeDeg,
    longitude: -56.2,
    accuracyM: 5,
    headingDeg,
    speedMps,
    status,
  };
  return raw(JSON.stringify(event), arrives, driverId);
}

/** A fix of somebody else, for the sake of the watermark. */
export const pulse = (second: number) => fix(second, { driverId: 'pulse' });

/** Any bytes at all. */
export function raw(
  value: string | Uint8Array | null,
  arrives = 0,
  key: string | null = null,
): TimelineRecord {
  return {
    arrivalMs: t0 + Math.round(arrives * 1_000),
    key: key === null ? null : encoder.encode(key),
    value: typeof value === 'string' ? encoder.encode(value) : value,
  };
}

/** Gives the records their places in a partition. */
export function logOf(records: readonly TimelineRecord[], first = 0): StreamRecord[] {
  return records.map((record, i) => ({ position: String(first + i), ...record }));
}

export interface Told {
  readonly state: PartitionState;
  readonly tally: Tally;
  /** Closed windows of everybody but `pulse`, in order of time. */
  readonly windows: readonly TimelineWindow[];
  /** Second through which windows are closed. */
  readonly closedThrough: number;
}

/** A closed window on the timeline's scale. */
export interface TimelineWindow extends Omit<ClosedWindow, 'windowStartMs'> {
  /** Second. */
  readonly start: number;
}

/** Folds a timeline from nothing. */
export function tell(...records: readonly TimelineRecord[]): Told {
  const state = freshState(settings);
  const tally = tallyFrom(noCounts, {}, streets);
  fold(state, logOf(records), tally);
  return toldOf(state, tally);
}

export function toldOf(state: PartitionState, tally: Tally): Told {
  const windows = tally.closed
    .filter(({ driverId }) => driverId !== 'pulse')
    .map(({ windowStartMs, ...window }) => ({ start: secondOf(windowStartMs), ...window }))
    .sort((a, b) => a.start - b.start || (a.driverId < b.driverId ? -1 : 1));
  return { state, tally, windows, closedThrough: secondOf(state.clock.closedThroughMs) };
}

export function secondOf(timeMs: number): number {
  return (timeMs - t0) / 1_000;
}

export const compare: (a: Position, b: Position) => number = comparePositions;
