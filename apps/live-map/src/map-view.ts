import type { Viewport } from '@rumo/events';
import type { Vehicle } from './vehicle.ts';

/** What a view tells a client. */
export interface ViewFrame {
  readonly bytes: Uint8Array;
  readonly snapshot: boolean;
  /** Cars the client may not know the names of. */
  readonly newcomers: readonly Vehicle[];
  /** The frame as it goes over the wire, once the first of its clients was sent it. */
  packet: readonly [Buffer] | null;
}

/**
 * What is shown of one area. Clients that look at the same share it: what a client needs is a function of the view and
 * of the version it has, and nothing else.
 */
export interface MapView {
  readonly key: string;
  /** Cars in the area. */
  readonly cars: number;
  /** Of what the view shows. A client that has it needs nothing. */
  readonly version: number;
  /** Brings a client from `since` to the present; null: from nothing (a snapshot). Null when there is nothing to tell. */
  frame(since: number | null, moment: FrameMoment): ViewFrame | null;
  carsIn(viewport: Viewport): number;
  close(): void;
}

export interface FrameMoment {
  readonly brokerTimeMs: number;
  /** Who has made something in this tick for all who want the same; it is forgotten at the tick's end. */
  readonly makers: Maker[];
}

/** What lasts longer than its tick is carried along by collections of garbage: at 100,000 cars that is most of them. */
export interface Maker {
  /** Null: nothing in this tick. */
  made: readonly unknown[] | null;
}
