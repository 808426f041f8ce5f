'use client';

import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { seconds } from '../live/connection-health.ts';
import type { CarOrder, Questions } from '../live/live-messages.ts';
import { useLive } from '../live/live-store.ts';
import type { MapController } from '../map/map-controller.ts';
import button from '../shell/icon-button.module.css';
import { countText, unknown } from '../speed/speed-text.ts';
import { BottomSheet } from './bottom-sheet.tsx';
import styles from './cars-panel.module.css';
import { statusWords } from './driver-status.ts';
import { StatusMark } from './status-mark.tsx';
import { useCover } from './use-cover.ts';

const everyMs = 2_000;
/** More than anybody reads; the filter and the zoom narrow it down. */
const mostCars = 200;
const columns: readonly { readonly order: CarOrder; readonly label: string }[] = [
  { order: 'driver', label: 'Driver' },
  { order: 'status', label: 'Status' },
  { order: 'speed', label: 'km/h' },
  { order: 'age', label: 'Age' },
];

/** The cars in view as a table, for eyes, keyboard and screen reader alike. */
export function CarsPanel({ controller }: { readonly controller: MapController | null }) {
  const filter = useLive((state) => state.filter);
  const crowded = useLive((state) => state.serverCells !== null);
  const [sort, setSort] = useState<{ order: CarOrder; descending: boolean }>({
    order: 'driver',
    descending: false,
  });
  const [found, setFound] = useState<Questions['list']['answer'] | null>(null);
  useCover(controller, true);
  useEffect(() => {
    if (controller === null) return;
    let current = true;
    const look = async () => {
      const list = await controller.list({ ...sort, filter, limit: mostCars });
      if (current) setFound(list);
    };
    void look();
    const timer = setInterval(look, everyMs);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [controller, sort, filter]);
  return (
    <BottomSheet label="Cars in view">
      <div className={styles.head}>
        <h2>Cars in view</h2>
        <span className={styles.count} role="status">
          {found === null ? unknown : countText(found.total)}
        </span>
        <button
          type="button"
          className={button.button}
          aria-label="Close the list"
          title="Close (Esc)"
          onClick={() => useLive.setState({ listing: false })}
        >
          <X size={18} aria-hidden="true" />
        </button>
      </div>
      {crowded ? (
        <p className={styles.note}>Zoomed out this far, the map shows cells and no single cars.</p>
      ) : null}
      <table className={styles.table}>
        <caption className="visually-hidden">Cars in view; sorted by the column that says so</caption>
        <thead>
          <tr>
            {columns.map(({ order, label }) => (
              <th
                key={order}
                scope="col"
                aria-sort={sort.order !== order ? 'none' : sort.descending ? 'descending' : 'ascending'}
              >
                <button
                  type="button"
                  onClick={() =>
                    setSort({
                      order,
                      descending: sort.order === order ? !sort.descending : order === 'speed',
                    })
                  }
                >
                  {label}
                  {sort.order === order ? (
                    sort.descending ? (
                      <ArrowDown size={12} aria-hidden="true" />
                    ) : (
                      <ArrowUp size={12} aria-hidden="true" />
                    )
                  ) : null}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found?.cars.map((car) => (
            <tr key={car.driverId} data-stale={car.stale}>
              <th scope="row">
                <button
                  type="button"
                  className={styles.driver}
                  onClick={() => controller?.select(car.driverId)}
                >
                  {car.driverId}
                </button>
              </th>
              <td>
                <StatusMark status={car.status} /> {statusWords[car.status]}
              </td>
              <td>{car.speedMps === null ? unknown : Math.round(car.speedMps * 3.6)}</td>
              <td>{seconds(car.ageMs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {found !== null && found.total > found.cars.length ? (
        <p className={styles.note}>
          and {countText(found.total - found.cars.length)} more: zoom in or filter
        </p>
      ) : null}
      {found?.total === 0 && !crowded ? (
        <p className={styles.note}>No car in view passes the filter.</p>
      ) : null}
    </BottomSheet>
  );
}
