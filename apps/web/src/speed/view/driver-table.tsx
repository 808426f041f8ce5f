'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, Search } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { isTyping } from '../../shell/typing-target.ts';
import { type DriverColumn, type DriverOrder, nextOrder, orderedDrivers } from '../driver-order.ts';
import { driverOrderOf, driverOrderText } from '../page-state.ts';
import { countText } from '../speed-text.ts';
import type { WindowLength } from '../window-length.ts';
import { DriverRow } from './driver-row.tsx';
import styles from './driver-table.module.css';
import { Explained } from './explained.tsx';
import type { DriversOfWindow } from './use-drivers.ts';
import { useIsPrinting } from './use-printing.ts';
import { useSparklines } from './use-sparklines.ts';
import type { useUrlState } from './use-url-state.ts';

interface DriverTableProps {
  readonly drivers: DriversOfWindow;
  readonly window: WindowLength;
  /** Search and order are kept in the page's address. */
  readonly address: ReturnType<typeof useUrlState>;
}

const columns: readonly { readonly column: DriverColumn; readonly label: string }[] = [
  { column: 'driverId', label: 'Driver' },
  { column: 'meanKmh', label: 'Speed' },
  { column: 'distanceM', label: 'Distance' },
  { column: 'timeS', label: 'Time' },
];
const rowHeight = 40;
const leastTopKmh = 60;
const rowsOnPaper = 60;
const searchSettledMs = 250;
const whyMotion =
  'How the window was spent: driving, standing while free, standing on a trip or on the way to one.';

/** Every driver of a window: searched, sorted and drawn only where it is in sight. */
export function DriverTable({ drivers, window, address }: DriverTableProps) {
  const [parameters, change] = address;
  const order = driverOrderOf(parameters);
  const { column, direction } = order;
  const [search, setSearch] = useSearchText(address);
  const printing = useIsPrinting();
  const wanted = useDeferredValue(search);
  const rows = useMemo(
    () => orderedDrivers(drivers.rows, wanted, { column, direction }),
    [drivers.rows, wanted, column, direction],
  );
  const topKmh = useMemo(
    () => rows.reduce((top, row) => Math.max(top, row.meanKmh ?? 0), leastTopKmh),
    [rows],
  );

  const scroll = useRef<HTMLElement>(null);
  const input = useSearchKey();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index].driverId,
    overscan: 10,
  });
  const inView = virtual.getVirtualItems();
  const items = printing ? rows.slice(0, rowsOnPaper).map(itemAt) : inView;
  const inSight = useMemo(
    () =>
      inView
        .map((item) => rows[item.index]?.driverId)
        .filter((id) => id !== undefined)
        .sort(),
    [inView, rows],
  );
  const sparklines = useSparklines(window, drivers.startMs, inSight);
  const above = items[0]?.start ?? 0;
  const below = printing ? 0 : virtual.getTotalSize() - (items.at(-1)?.end ?? 0);

  return (
    <>
      <div className={styles.bar}>
        <label className={styles.search}>
          <Search size={16} aria-hidden="true" />
          <span className="visually-hidden">Search drivers</span>
          <input
            ref={input}
            type="search"
            placeholder="Search drivers"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setSearch('');
            }}
          />
          <span className={styles.key} aria-hidden="true">
            /
          </span>
        </label>
        <p className={styles.found} role="status">
          {wanted.trim() === ''
            ? `${countText(drivers.rows.length)} drivers`
            : `${countText(rows.length)} of ${countText(drivers.rows.length)} drivers`}
        </p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section ref={scroll} className={styles.scroll} tabIndex={0} aria-label="Drivers of the window">
        <table className={styles.table} aria-rowcount={rows.length + 1}>
          <caption className="visually-hidden">Drivers with their speed in the window</caption>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map(({ column, label }) => (
                <th
                  key={column}
                  scope="col"
                  className={styles[column]}
                  aria-sort={order.column === column ? order.direction : 'none'}
                >
                  <button
                    type="button"
                    onClick={() => change({ sort: driverOrderText(nextOrder(order, column)) })}
                  >
                    <SortMark direction={order.column === column ? order.direction : null} />
                    {label}
                  </button>
                </th>
              ))}
              <th scope="col" className={styles.motion}>
                <Explained why={whyMotion} edge="end">
                  Moving, idle, stopped
                </Explained>
              </th>
              <th scope="col" className={styles.trend}>
                Last 20 windows
              </th>
            </tr>
          </thead>
          <tbody>
            {above > 0 ? <tr style={{ height: above }} /> : null}
            {items.map(({ index, key }) => (
              <DriverRow
                key={key}
                row={rows[index]}
                index={index}
                window={window}
                values={sparklines.get(rows[index].driverId)}
                topKmh={topKmh}
              />
            ))}
            {below > 0 ? <tr style={{ height: below }} /> : null}
          </tbody>
        </table>
        {rows.length === 0 ? (
          <p className={styles.none}>
            {drivers.rows.length === 0
              ? 'No driver in this window.'
              : `No driver’s id holds “${wanted.trim()}”.`}
          </p>
        ) : null}
      </section>
    </>
  );
}

function itemAt(row: { readonly driverId: string }, index: number) {
  return { index, key: row.driverId, start: index * rowHeight, end: (index + 1) * rowHeight };
}

function SortMark({ direction }: { readonly direction: DriverOrder['direction'] | null }) {
  const Icon = direction === 'ascending' ? ArrowUp : ArrowDown;
  return <Icon size={14} aria-hidden="true" className={styles.mark} data-on={direction !== null} />;
}

/** What is searched for: at once in the table, and in the address when the typing rests. */
function useSearchText([parameters, change]: ReturnType<typeof useUrlState>): [
  string,
  (text: string) => void,
] {
  const inAddress = parameters.get('q') ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => {
      change({ q: typed.trim() === '' ? null : typed });
      setTyped(null);
    }, searchSettledMs);
    return () => clearTimeout(timer);
  }, [typed, change]);
  return [typed ?? inAddress, setTyped];
}

/** The field that `/` brings the focus to. */
function useSearchKey() {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const onRadio = event.target instanceof HTMLInputElement && event.target.type === 'radio';
      if (event.key !== '/' || (isTyping(event) && !onRadio)) return;
      event.preventDefault();
      input.current?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return input;
}
