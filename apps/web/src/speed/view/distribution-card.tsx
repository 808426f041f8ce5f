'use client';

import type { DistributionAnswer } from '../api-answers.ts';
import { countText, windowText } from '../speed-text.ts';
import { Card } from './card.tsx';
import { ChartTable } from './chart-table.tsx';
import styles from './distribution-card.module.css';

interface DistributionCardProps {
  readonly distribution: DistributionAnswer | null;
  readonly error: Error | null;
  readonly stale: boolean;
}

const leastBins = 14;

/** How many drivers went how fast in one window. */
export function DistributionCard({ distribution, error, stale }: DistributionCardProps) {
  if (distribution === null)
    return (
      <Card title="Distribution">
        <p className={styles.waiting}>{error === null ? 'Reading the distribution …' : error.message}</p>
      </Card>
    );
  const { bins, binKmh, drivers, startMs, windowMs, provisional } = distribution;
  const empty = Array.from({ length: Math.max(0, leastBins - bins.length) }, (_, index) => {
    const fromKmh = (bins.length + index) * binKmh;
    return { fromKmh, toKmh: fromKmh + binKmh, drivers: 0 };
  });
  const shown = [...bins, ...empty];
  const most = Math.max(1, ...bins.map((bin) => bin.drivers));
  const labelEvery = shown.length > 20 ? 20 : 10;
  return (
    <Card
      title="Distribution"
      stale={stale}
      aside={
        startMs === null
          ? undefined
          : `${windowText(startMs, windowMs)}${provisional ? ' · provisional' : ''}`
      }
    >
      <div className={styles.chart} aria-hidden="true">
        {shown.map((bin) => (
          <div
            key={bin.fromKmh}
            className={styles.bin}
            data-label={bin.fromKmh % labelEvery === 0 ? bin.fromKmh : undefined}
          >
            <div className={styles.story}>
              <b>{countText(bin.drivers)}</b> {bin.drivers === 1 ? 'driver' : 'drivers'}
              <br />
              {bin.fromKmh} to {bin.toKmh} km/h
            </div>
            <div
              className={styles.bar}
              style={{ height: bin.drivers === 0 ? 0 : `max(2px, ${(bin.drivers / most) * 100}%)` }}
            />
          </div>
        ))}
      </div>
      <p className={styles.caption}>
        <span>{countText(drivers)} drivers</span>
        <span>km/h, bars of {binKmh}</span>
      </p>
      <ChartTable
        caption="Drivers by speed"
        columns={['Speed, km/h', 'Drivers']}
        rows={bins.map((bin) => ({
          key: bin.fromKmh,
          cells: [`${bin.fromKmh} to ${bin.toKmh}`, countText(bin.drivers)],
        }))}
      />
    </Card>
  );
}
