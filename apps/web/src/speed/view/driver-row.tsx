import type { DriverOfWindow } from '@rumo/database/queries';
import Link from 'next/link';
import { memo } from 'react';
import { distanceText, kmhText, unknown } from '../speed-text.ts';
import type { WindowLength } from '../window-length.ts';
import styles from './driver-table.module.css';
import { Explained } from './explained.tsx';
import { MotionBar } from './motion-bar.tsx';
import { Sparkline } from './sparkline.tsx';

interface DriverRowProps {
  readonly row: DriverOfWindow;
  /** Its place among all rows, from 0. */
  readonly index: number;
  readonly window: WindowLength;
  readonly values: readonly (number | null)[] | undefined;
  readonly topKmh: number;
}

const whyPartial = 'The log lost records that this window may have needed: its numbers may be too small.';

/** One driver of the table. Scrolling draws only those that come into sight. */
export const DriverRow = memo(function DriverRow({ row, index, window, values, topKmh }: DriverRowProps) {
  return (
    <tr aria-rowindex={index + 2} className={styles.row}>
      <td className={styles.driverId}>
        <Link href={`/speed/drivers/${encodeURIComponent(row.driverId)}?window=${window}`} prefetch={false}>
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
      <td className={styles.motion}>
        <MotionBar motion={row} words="hidden" />
      </td>
      <td className={styles.trend}>
        <Sparkline values={values} topKmh={topKmh} />
      </td>
    </tr>
  );
});
