'use client';

import { useQuery } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { ClientCity } from '../../city/client-city.ts';
import { speedScale } from '../../map/speed-scale.ts';
import { fetchJson } from '../../shell/fetch-json.ts';
import type { CellsAnswer } from '../api-answers.ts';
import { cellCentre } from '../cell-features.ts';
import { countText, distanceText, durationText, kmhText, windowText } from '../speed-text.ts';
import { Card } from './card.tsx';
import styles from './cells-card.module.css';
import { ChartTable } from './chart-table.tsx';
import { PlacesState } from './places-state.tsx';
import type { Places } from './use-places.ts';

const CellsMap = dynamic(() => import('./cells-map.tsx'), {
  ssr: false,
  loading: () => <p className={styles.waiting}>Drawing the map …</p>,
});

/** The city's cells by mean speed, on the map and as a table. */
export function CellsCard({
  places,
  stale,
}: {
  readonly places: Places<CellsAnswer>;
  readonly stale: boolean;
}) {
  const [pointed, setPointed] = useState(-1);
  const city = useQuery({
    queryKey: ['city'],
    queryFn: () => fetchJson<ClientCity>('/api/city'),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { answer } = places;
  return (
    <Card title="Where it is slow" stale={stale || places.error !== null} aside={places.when}>
      <PlacesState places={places} what="cells">
        {answer === null ? null : (
          <>
            <div className={styles.frame}>
              {city.data === undefined ? (
                <p className={styles.waiting}>
                  {city.error === null ? 'Fetching the map …' : `No map. ${city.error.message}`}
                </p>
              ) : (
                <CellsMap city={city.data} cells={answer} pointed={pointed} onPoint={setPointed} />
              )}
              <CellStory cells={answer} index={pointed} />
            </div>
            <div className={styles.scale}>
              <span>0</span>
              <span
                className={styles.ramp}
                style={{ background: `linear-gradient(to right, ${speedScale.join(', ')})` }}
              />
              <span>80 km/h and more</span>
              <span className={styles.size}>{countText(answer.rows.length)} cells</span>
            </div>
            <ChartTable
              caption="Mean speed by map cell, slowest first"
              csv={places.csv}
              columns={['Cell', 'Latitude, longitude', 'km/h', 'Distance', 'Time']}
              rows={answer.rows
                .toSorted((a, b) => (a.meanKmh ?? -1) - (b.meanKmh ?? -1))
                .map((row) => ({ key: cellName(answer.zoom, row), cells: cellCells(answer.zoom, row) }))}
            />
          </>
        )}
      </PlacesState>
    </Card>
  );
}

function CellStory({ cells, index }: { readonly cells: CellsAnswer; readonly index: number }) {
  const row = cells.rows[index];
  return (
    <p className={styles.story} aria-hidden="true">
      {row === undefined ? (
        'Point at a cell for its numbers'
      ) : (
        <>
          <b>{row.meanKmh === null ? 'nobody drove' : `${kmhText(row.meanKmh)} km/h`}</b>
          <br />
          {distanceText(row.distanceM)} in {durationText(row.timeS * 1_000)} of driving
          {cells.startMs === null ? null : (
            <>
              <br />
              {windowText(cells.startMs, cells.windowMs)}
            </>
          )}
          <br />
          <span className={styles.name}>cell {cellName(cells.zoom, row)}</span>
        </>
      )}
    </p>
  );
}

function cellName(zoom: number, { x, y }: { readonly x: number; readonly y: number }): string {
  return `${zoom}/${x}/${y}`;
}

function cellCells(zoom: number, row: CellsAnswer['rows'][number]): string[] {
  const { latitude, longitude } = cellCentre(zoom, row);
  return [
    cellName(zoom, row),
    `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`,
    kmhText(row.meanKmh),
    distanceText(row.distanceM),
    durationText(row.timeS * 1_000),
  ];
}
