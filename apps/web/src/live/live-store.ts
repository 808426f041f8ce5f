'use client';

import type { LiveStatus, WatchedDriver } from '@rumo/events';
import { create } from 'zustand';
import type { RouteAnswer } from '../city/city-answers.ts';
import { type CarFilter, everyCar } from './car-filter.ts';
import type { EngineStats, OffsetCell } from './live-messages.ts';

/** The socket: `sinceMs` is when it became so, by the browser's Date. */
export type SocketState =
  | { readonly kind: 'connecting'; readonly sinceMs: number }
  | { readonly kind: 'open'; readonly sinceMs: number }
  | { readonly kind: 'lost'; readonly sinceMs: number };

/** What the panels show. Everything here changes at most a few times a second; the cars are elsewhere. */
export interface LiveState {
  readonly socket: SocketState;
  readonly status: LiveStatus | null;
  /** When `status` came, by the browser's Date. */
  readonly statusAtMs: number;
  /** Milliseconds between now and what is drawn. */
  readonly delayMs: number | null;
  /** Broker time minus the browser's Date, null before the clock was asked. */
  readonly brokerOffsetMs: number | null;
  readonly selectedId: string | null;
  /** undefined: not answered yet. null: the server knows no such driver. */
  readonly watched: WatchedDriver | null | undefined;
  /** When `watched` came and when its fix is drawn, epoch ms by the broker; null before the clock is known. */
  readonly watchedAt: { readonly receivedAtMs: number; readonly drawnAtMs: number } | null;
  readonly following: boolean;
  /** The selected driver's trip is shown as its rider sees it. */
  readonly riding: boolean;
  /** What is left of the selected driver's way to its pickup or dropoff. */
  readonly route: RouteAnswer | null;
  readonly colorBy: 'status' | 'speed';
  readonly filter: CarFilter;
  /** The table of the cars in view is open. */
  readonly listing: boolean;
  /** The figures for engineers are shown. */
  readonly measuring: boolean;
  readonly stats: EngineStats | null;
  /** Cells, coloured by speed, stand for the cars (M7). */
  readonly crowded: boolean;
  /** Cells the server sends in the place of cars, null while it sends cars. */
  readonly serverCells: readonly OffsetCell[] | null;
}

export const useLive = create<LiveState>(() => ({
  socket: { kind: 'connecting', sinceMs: 0 },
  status: null,
  statusAtMs: 0,
  delayMs: null,
  brokerOffsetMs: null,
  selectedId: null,
  watched: undefined,
  watchedAt: null,
  following: false,
  riding: false,
  route: null,
  colorBy: 'status',
  filter: everyCar,
  listing: false,
  measuring: false,
  stats: null,
  crowded: false,
  serverCells: null,
}));
