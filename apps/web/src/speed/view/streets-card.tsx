'use client';

import { ArrowDown } from 'lucide-react';
import type { StreetSpeedsAnswer } from '../api-answers.ts';
import type { StreetSort } from '../page-state.ts';
import { distanceText, durationText, kmhText, unknown } from '../speed-text.ts';
import { Card } from './card.tsx';
import { CsvLink } from './csv-link.tsx';
import { PlacesState } from './places-state.tsx';
import styles from './streets-card.module.css';
import type { Places } from './use-places.ts';

interface StreetsCardProps {
  readonly places: Places<StreetSpeedsAnswer>;
  readonly sort: StreetSort;
  readonly onSort: (sort: StreetSort) => void;
  /** Null when all streets are shown. */
  readonly onMore: (() => void) | null;
  readonly stale: boolean;
}

const columns: Readonly<
  Record<StreetSort, { readonly label: string; readonly direction: 'ascending' | 'descending' }>
> = {
  name: { label: 'Street', direction: 'ascending' },
  speed: { label: 'Mean, limit', direction: 'descending' },
  over: { label: 'Over the limit', direction: 'descending' },
  time: { label: 'Driven', direction: 'descending' },
};
const order: readonly StreetSort[] = ['name', 'speed', 'over', 'time'];
const fullKmh = 100;

/** Streets by mean speed against their limit, and the time above it. */
export function StreetsCard({ places, sort, onSort, onMore, stale }: StreetsCardProps) {
  const rows = places.answer?.rows ?? [];
  return (
    <Card title="Streets" stale={stale || places.error !== null} aside={places.when}>
      <PlacesState places={places} what="streets">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
        <section className={styles.scroll} tabIndex={0} aria-label="Speeds by street">
          <table className={styles.table}>
            <caption className="visually-hidden">
              Streets with their mean speed, limit and time above it
            </caption>
            <thead>
              <tr>
                {order.map((column) => (
                  <th
                    key={column}
                    scope="col"
                    className={styles[column]}
                    aria-sort={sort === column ? columns[column].direction : 'none'}
                  >
                    <button type="button" onClick={() => onSort(column)}>
                      {columns[column].label}
                      <ArrowDown
                        size={14}
                        aria-hidden="true"
                        className={styles.mark}
                        data-on={sort === column}
                      />
                    </button>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Street key={row.street} row={row} />
              ))}
            </tbody>
          </table>
          {onMore === null ? null : (
            <button type="button" className={styles.more} onClick={onMore}>
              More streets
            </button>
          )}
        </section>
        <p className={styles.foot}>
          <span>Over the limit counts from 5 km/h above it on.</span>
          <CsvLink href={places.csv} />
        </p>
      </PlacesState>
    </Card>
  );
}

function Street({ row }: { readonly row: StreetSpeedsAnswer['rows'][number] }) {
  const { street, meanKmh, limitKmh, overS, timeS, distanceM } = row;
  const over = timeS > 0 ? overS / timeS : 0;
  return (
    <tr>
      <th scope="row" className={styles.name}>
        {street}
      </th>
      <td className={styles.speed}>
        <span className={styles.track} aria-hidden="true">
          <span
            className={styles.bar}
            data-over={limitKmh !== null && meanKmh !== null && meanKmh > limitKmh}
            style={{ width: `${Math.min(100, ((meanKmh ?? 0) / fullKmh) * 100)}%` }}
          />
          {limitKmh === null ? null : (
            <span
              className={styles.limit}
              style={{ left: `${Math.min(100, (limitKmh / fullKmh) * 100)}%` }}
            />
          )}
        </span>
        <span className={styles.numbers}>
          <b>{kmhText(meanKmh)}</b>
          <span className={styles.unit}> / {limitKmh ?? unknown} km/h</span>
        </span>
      </td>
      <td className={styles.over} data-any={overS >= 0.5}>
        {limitKmh === null ? (
          <span title="no limit is known">{unknown}</span>
        ) : overS < 0.5 ? (
          '0 s'
        ) : (
          <>
            {durationText(overS * 1_000)} <span className={styles.unit}>{percentText(over)}</span>
          </>
        )}
      </td>
      <td className={styles.time} title={`${distanceText(distanceM)} in ${durationText(timeS * 1_000)}`}>
        {distanceText(distanceM)}
      </td>
    </tr>
  );
}

function percentText(share: number): string {
  return share > 0 && share < 0.01 ? '<1 %' : `${Math.round(share * 100)} %`;
}
