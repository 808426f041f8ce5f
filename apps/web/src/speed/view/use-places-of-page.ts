'use client';

import { useState } from 'react';
import type { CellsAnswer, StreetSpeedsAnswer } from '../api-answers.ts';
import { placeWindowOf, placeWindowStart, streetSortOf } from '../page-state.ts';
import { windowLengths } from '../window-length.ts';
import { usePlaces } from './use-places.ts';
import type { useUrlState } from './use-url-state.ts';

const firstStreets = 50;
const mostStreets = 1_000;

interface OfPage {
  readonly atMs: number | null;
  readonly pinnedMs: number | null;
  readonly firstMs: number | null;
  readonly completeThroughMs: number | null;
}

/** Streets and cells in the window of places around the one that the page shows. */
export function usePlacesOfPage([parameters]: ReturnType<typeof useUrlState>, page: OfPage) {
  const window = placeWindowOf(parameters);
  const sort = streetSortOf(parameters);
  const [limit, setLimit] = useState(firstStreets);
  const windowMs = windowLengths[window];
  const { atMs, pinnedMs, firstMs, completeThroughMs } = page;
  const startMs =
    pinnedMs !== null
      ? Math.floor(pinnedMs / windowMs) * windowMs
      : atMs === null
        ? null
        : placeWindowStart(atMs, firstMs ?? atMs, windowMs);
  const of = startMs === null ? null : `window=${window}&at=${startMs}`;
  const endMs = (startMs ?? 0) + windowMs;
  const cells = usePlaces<CellsAnswer>(of && `/api/speed/cells?${of}`, endMs, completeThroughMs);
  const streets = usePlaces<StreetSpeedsAnswer>(
    of && `/api/speed/streets?${of}&sort=${sort}&limit=${limit}`,
    endMs,
    completeThroughMs,
  );
  const more = (streets.answer?.next ?? null) !== null && limit < mostStreets;
  return {
    window,
    sort,
    cells,
    streets,
    onMore: more ? () => setLimit(Math.min(mostStreets, limit * 4)) : null,
  };
}
