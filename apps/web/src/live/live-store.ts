'use client';

import type { LiveStatus, WatchedDriver } from '@rumo/events';
import { create } from 'zustand';

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
  readonly following: boolean;
  readonly colorBy: 'status' | 'speed';
  /** Cells, coloured by speed, stand for the cars (M7). */
  readonly crowded: boolean;
}

export const useLive = create<LiveState>(() => ({
  socket: { kind: 'connecting', sinceMs: 0 },
  status: null,
  statusAtMs: 0,
  delayMs: null,
  brokerOffsetMs: null,
  selectedId: null,
  watched: undefined,
  following: false,
  colorBy: 'status',
  crowded: false,
}));
