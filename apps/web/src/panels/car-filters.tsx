'use client';

import { type DriverStatus, driverStatuses } from '@rumo/events';
import { SlidersHorizontal } from 'lucide-react';
import { useId, useState } from 'react';
import { type CarFilter, everyCar, isEveryCar } from '../live/car-filter.ts';
import { useLive } from '../live/live-store.ts';
import button from '../shell/icon-button.module.css';
import styles from './car-filters.module.css';
import { statusWords } from './driver-status.ts';
import { StatusMark } from './status-mark.tsx';

const stepKmh = 10;
const fastestKmh = 120;

/** Which cars are shown: by status and by speed. */
export function CarFilters() {
  const [open, setOpen] = useState(false);
  const filter = useLive((state) => state.filter);
  const id = useId();
  const set = (change: Partial<CarFilter>) => useLive.setState({ filter: { ...filter, ...change } });
  return (
    <div className={styles.filters}>
      <button
        type="button"
        className={`${button.button} ${styles.open}`}
        aria-expanded={open}
        aria-controls={id}
        aria-pressed={!isEveryCar(filter)}
        aria-label={isEveryCar(filter) ? 'Filter cars' : 'Filter cars: not all are shown'}
        title="Filter cars"
        onClick={() => setOpen(!open)}
      >
        <SlidersHorizontal size={16} aria-hidden="true" />
      </button>
      {open ? (
        <section id={id} className={styles.sheet} aria-label="Filter cars">
          <fieldset className={styles.statuses}>
            <legend>Status</legend>
            {driverStatuses.map((status) => (
              <label key={status}>
                <input
                  type="checkbox"
                  checked={filter.statuses.includes(status)}
                  onChange={() => set({ statuses: toggled(filter.statuses, status) })}
                />
                <StatusMark status={status} /> {statusWords[status]}
              </label>
            ))}
          </fieldset>
          <fieldset className={styles.speeds}>
            <legend>
              Speed <span className="tabular">{speedWords(filter)}</span>
            </legend>
            <label>
              from
              <input
                type="range"
                min={0}
                max={fastestKmh}
                step={stepKmh}
                value={filter.leastKmh}
                aria-valuetext={`${filter.leastKmh} km/h`}
                onChange={({ target }) => set(range(Number(target.value), filter.mostKmh))}
              />
            </label>
            <label>
              to
              <input
                type="range"
                min={0}
                max={fastestKmh}
                step={stepKmh}
                value={filter.mostKmh ?? fastestKmh}
                aria-valuetext={filter.mostKmh === null ? 'any speed' : `${filter.mostKmh} km/h`}
                onChange={({ target }) => {
                  const kmh = Number(target.value);
                  set(range(Math.min(filter.leastKmh, kmh), kmh >= fastestKmh ? null : kmh));
                }}
              />
            </label>
          </fieldset>
          <button
            type="button"
            className={styles.all}
            disabled={isEveryCar(filter)}
            onClick={() => useLive.setState({ filter: everyCar })}
          >
            Show all
          </button>
        </section>
      ) : null}
    </div>
  );
}

/** At least one status stays: an empty map answers nothing. */
function toggled(statuses: readonly DriverStatus[], status: DriverStatus): readonly DriverStatus[] {
  const next = driverStatuses.filter((each) => statuses.includes(each) !== (each === status));
  return next.length === 0 ? statuses : next;
}

function range(leastKmh: number, mostKmh: number | null): Pick<CarFilter, 'leastKmh' | 'mostKmh'> {
  return { leastKmh, mostKmh: mostKmh === null ? null : Math.max(leastKmh, mostKmh) };
}

function speedWords({ leastKmh, mostKmh }: CarFilter): string {
  if (leastKmh <= 0) return mostKmh === null ? 'any' : `up to ${mostKmh} km/h`;
  return mostKmh === null ? `from ${leastKmh} km/h` : `${leastKmh} to ${mostKmh} km/h`;
}
