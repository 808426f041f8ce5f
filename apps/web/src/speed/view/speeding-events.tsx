'use client';

import type { SpeedingAnswer } from '../api-answers.ts';
import { lastText, type SettledRange } from '../chart-view.ts';
import { numberText, speedingDefault, speedingOf } from '../page-state.ts';
import { clockText, durationText } from '../speed-text.ts';
import { SpeedingCard } from './speeding-card.tsx';
import { useApi } from './use-api.ts';
import type { useUrlState } from './use-url-state.ts';

interface SpeedingEventsProps {
  readonly address: ReturnType<typeof useUrlState>;
  readonly range: SettledRange;
  readonly window: string;
  /** Of this driver alone. */
  readonly driverId?: string;
  readonly stale: boolean;
}

const refreshMs = 10_000;
const shown = 100;
/** How much of a driver's page an event's link shows around it. */
const aroundMs = 150_000;

/** Speeding in the charts' range; the threshold stands in the address. */
export function SpeedingEvents({ address, range, window, driverId, stale }: SpeedingEventsProps) {
  const [parameters, change] = address;
  const threshold = speedingOf(parameters);
  const live = 'lastMs' in range;
  const query = new URLSearchParams({ overKmh: String(threshold.overKmh), minS: String(threshold.minS) });
  if (live) query.set('last', lastText(range.lastMs));
  else {
    query.set('from', String(Math.floor(range.fromMs)));
    query.set('to', String(Math.ceil(range.toMs)));
  }
  if (driverId !== undefined) query.set('driver', driverId);
  const { data, error } = useApi<SpeedingAnswer>(`/api/speed/speeding?${query}&limit=${shown}`, refreshMs);
  const hrefOf = (id: string, fromMs: number) => {
    const around = new URLSearchParams({
      window,
      from: String(fromMs - aroundMs),
      to: String(fromMs + aroundMs),
    });
    return `/speed/drivers/${encodeURIComponent(id)}?${around}`;
  };
  return (
    <SpeedingCard
      answer={data}
      error={error}
      threshold={threshold}
      onThreshold={({ overKmh, minS }) =>
        change({
          over: numberText(overKmh, speedingDefault.overKmh),
          min: numberText(minS, speedingDefault.minS),
        })
      }
      hrefOf={driverId === undefined ? hrefOf : null}
      aside={
        live
          ? `the last ${durationText(Math.min(range.lastMs, range.thereMs))}`
          : `${clockText(range.fromMs)}–${clockText(range.toMs)}`
      }
      csv={`/api/speed/speeding?${query}&format=csv`}
      stale={stale}
    />
  );
}
