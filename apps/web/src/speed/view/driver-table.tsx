'use client';

import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, Search } from 'lucide-react';
import Link from 'next/link';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { isTyping } from '../../shell/typing-target.ts';
import { type DriverColumn, type DriverOrder, nextOrder, orderedDrivers } from '../driver-order.ts';
import { countText, distanceText, kmhText, unknown } from '../speed-text.ts';
import type { WindowLength } from '../window-length.ts';
import styles from './driver-table.module.css';
import { Explained } from './explained.tsx';
import { Sparkline } from './sparkline.tsx';
import type { DriversOfWindow } from './use-drivers.ts';
import { useSparklines } from './use-sparklines.ts';

interface DriverTableProps {
  readonly drivers: DriversOfWindow;
  readonly window: WindowLength;
}

const columns: readonly { readonly column: DriverColumn; readonly label: string }[] = [
  { column: 'driverId', label: 'Driver' },
  { column: 'meanKmh', label: 'Speed' },
  { column: 'distanceM', label: 'Distance' },
  { column: 'timeS', label: 'Time' },
];
const rowHeight = 40;
const leastTopKmh = 60;
const whyPartial = 'The log lost records that this window may have needed: its numbers may be too small.';

/** Every driver of a window: searched, sorted and drawn only where it is in sight. */
export function DriverTable({ drivers, window }: DriverTableProps) {
  const [order, setOrder] = useState<DriverOrder>({ column: 'meanKmh', direction: 'descending' });
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search);
  const rows = useMemo(() => orderedDrivers(drivers.rows, wanted, order), [drivers.rows, wanted, order]);
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
  const items = virtual.getVirtualItems();
  const inSight = useMemo(
    () =>
      items
        .map((item) => rows[item.index]?.driverId)
        .filter((id) => id !== undefined)
        .sort(),
    [items, rows],
  );
  const sparklines = useSparklines(window, drivers.startMs, inSight);
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);

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
                  <button type="button" onClick={() => setOrder(nextOrder(order, column))}>
                    <SortMark direction={order.column === column ? order.direction : null} />
                    {label}
                  </button>
                </th>
              ))}
              <th scope="col" className={styles.trend}>
                Last 20 windows
              </th>
            </tr>
          </thead>
          <tbody>
            {above > 0 ? <tr style={{ height: above }} /> : null}
            {items.map(({ index, key }) => {
              const row = rows[index];
              return (
                <tr key={key} aria-rowindex={index + 2} className={styles.row}>
                  <td className={styles.driverId}>
                    <Link
                      href={`/speed/drivers/${encodeURIComponent(row.driverId)}?window=${window}`}
                      prefetch={false}
                    >
                      {row.driverId}
                    </Link>
                    {row.partial ? (
                      <span className={styles.partial}>
                        <Explained why={whyPartial}>partial</Explained>
                      </span>
                    ) : null}
                  </td>
                  <td className={styles.meanKmh}>
                    {row.meanKmh === null ? (
                      <span title="no time between two fixes">{unknown}</span>
                    ) : (
                      <>
                        {kmhText(row.meanKmh)} <span className={styles.unit}>km/h</span>
                      </>
                    )}
                  </td>
                  <td className={styles.distanceM}>{distanceText(row.distanceM)}</td>
                  <td className={styles.timeS}>
                    {row.timeS.toFixed(1)} <span className={styles.unit}>s</span>
                  </td>
                  <td className={styles.trend}>
                    <Sparkline values={sparklines.get(row.driverId)} topKmh={topKmh} />
                  </td>
                </tr>
              );
            })}
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

function SortMark({ direction }: { readonly direction: DriverOrder['direction'] | null }) {
  const Icon = direction === 'ascending' ? ArrowUp : ArrowDown;
  return <Icon size={14} aria-hidden="true" className={styles.mark} data-on={direction !== null} />;
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
