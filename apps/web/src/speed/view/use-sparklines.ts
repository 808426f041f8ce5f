'use client';

import { useEffect, useMemo, useState } from 'react';
import type { SparklinesAnswer } from '../api-answers.ts';
import type { WindowLength } from '../window-length.ts';
import { useApi } from './use-api.ts';

const points = 20;
/** Node takes 16 KiB of headers at most; ids may be long. */
const longestQuery = 6_000;
const settledAfterMs = 120;

/** The last windows of the drivers that are in sight, by id; asked for once scrolling has come to rest. */
export function useSparklines(
  window: WindowLength,
  atMs: number | null,
  drivers: readonly string[],
): ReadonlyMap<string, readonly (number | null)[]> {
  const wanted = useMemo(() => sparklinesPath(window, atMs, drivers), [window, atMs, drivers]);
  const [path, setPath] = useState<string | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setPath(wanted), settledAfterMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { data } = useApi<SparklinesAnswer>(path, 'once');
  return useMemo(() => new Map(data?.rows.map((row) => [row.driverId, row.meanKmh])), [data]);
}

function sparklinesPath(
  window: WindowLength,
  atMs: number | null,
  drivers: readonly string[],
): string | null {
  if (atMs === null || drivers.length === 0) return null;
  let path = `/api/speed/sparklines?window=${window}&at=${atMs}&points=${points}`;
  for (const driver of drivers) {
    const next = `${path}&driver=${encodeURIComponent(driver)}`;
    if (next.length > longestQuery) break;
    path = next;
  }
  return path;
}
