'use client';

import type { DriverOfWindow } from '@rumo/database/queries';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { DriversAnswer } from '../api-answers.ts';
import type { WindowLength } from '../window-length.ts';
import { type ApiError, getJson } from './use-api.ts';

const pageSize = 5_000;

export interface DriversOfWindow {
  readonly startMs: number;
  readonly windowMs: number;
  readonly provisional: boolean;
  readonly rows: readonly DriverOfWindow[];
}

/** All drivers of one window, page by page. A complete window is asked for once: it never changes (W6). */
export function useDrivers(window: WindowLength, atMs: number | null, provisional: boolean) {
  return useQuery<DriversOfWindow, ApiError>({
    queryKey: ['drivers', window, atMs, provisional],
    queryFn: async ({ signal }) => {
      const rows: DriverOfWindow[] = [];
      let after: string | null = null;
      for (;;) {
        const query = new URLSearchParams({ window, at: String(atMs), limit: String(pageSize) });
        if (after !== null) query.set('after', after);
        const page: DriversAnswer = await getJson(`/api/speed/drivers?${query}`, signal);
        rows.push(...page.rows);
        after = page.next;
        if (after === null) return { startMs: page.startMs ?? 0, windowMs: page.windowMs, provisional, rows };
      }
    },
    enabled: atMs !== null,
    refetchInterval: (query) => (provisional || query.state.status === 'error' ? 3_000 : false),
    staleTime: provisional ? 1_000 : Number.POSITIVE_INFINITY,
    gcTime: 30_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
}
