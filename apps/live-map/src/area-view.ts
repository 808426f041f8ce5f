import { type FrameHead, frameMaxLevelBits, type VehicleUpdate } from '@rumo/events';
import { type Area, areaKey, isInArea } from './area.ts';
import type { Fleet, Vehicle } from './fleet.ts';

/**
 * What is in one area, kept up to date with the fleet, and who left it when. Clients that look at one area share
 * its view: what a client needs is a function of the view and of the revision it has, and nothing else.
 */
export interface AreaView {
  readonly key: string;
  readonly area: Area;
  readonly members: ReadonlyMap<number, Vehicle>;
  /** Takes in what the fleet did since the last call. */
  update(): void;
  /** The frame that brings a client from `since` to the present; null: from nothing (a snapshot). */
  frame(
    since: number | null,
    brokerTimeMs: number,
  ): FrameHead & { readonly updates: readonly VehicleUpdate[] };
}

/** Who left is kept for slow clients, up to this many; a client that is further behind gets a snapshot. */
const mostDepartures = 10_000;

interface Departure {
  /** The fleet's revision when the view took the departure in: rises through the list. */
  readonly revision: number;
  readonly handle: number;
}

export function createAreaView(area: Area, fleet: Fleet): AreaView {
  const members = new Map<number, Vehicle>();
  for (const vehicle of fleet.inArea(area)) members.set(vehicle.handle, vehicle);
  let revision = fleet.revision;
  /** All departures after this revision are known. */
  let knownSince = revision;
  let departures: Departure[] = [];

  const leave = (handle: number) => {
    if (members.delete(handle)) departures.push({ revision: fleet.revision, handle });
  };

  return {
    key: areaKey(area),
    area,
    members,
    update() {
      if (fleet.revision === revision) return;
      fleet.forEachChangedSince(revision, (vehicle) => {
        if (isInArea(area, vehicle.latitude, vehicle.longitude)) members.set(vehicle.handle, vehicle);
        else leave(vehicle.handle);
      });
      for (const handle of fleet.removed) leave(handle);
      revision = fleet.revision;
      if (departures.length > mostDepartures) {
        const dropped = departures.length - mostDepartures / 2;
        knownSince = departures[dropped - 1].revision;
        departures = departures.slice(dropped);
      }
    },
    frame(since, brokerTimeMs) {
      const positionBits = Math.min(12, frameMaxLevelBits - area.level);
      const layout = { grid: area, positionBits, handleBits: fleet.handleBits };
      const updates: VehicleUpdate[] = [];
      if (since === null || since < knownSince) {
        for (const vehicle of members.values()) updates.push(updateOf(vehicle));
        return { brokerTimeMs, snapshot: true, layout, updates, removed: [] };
      }
      fleet.forEachChangedSince(since, (vehicle) => {
        if (members.has(vehicle.handle)) updates.push(updateOf(vehicle));
      });
      const removed = new Set<number>();
      for (let i = departures.length - 1; i >= 0 && departures[i].revision > since; i--) {
        if (!members.has(departures[i].handle)) removed.add(departures[i].handle);
      }
      return {
        brokerTimeMs,
        snapshot: false,
        layout,
        updates,
        removed: [...removed].sort((a, b) => a - b),
      };
    },
  };
}

function updateOf({ handle, stale, shown }: Vehicle): VehicleUpdate {
  const { latitude, longitude, headingDeg, speedMps, status } = shown.fix;
  return { handle, latitude, longitude, timeMs: shown.timeMs, headingDeg, speedMps, status, stale };
}
