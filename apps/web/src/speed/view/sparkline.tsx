import { sparklinePath } from '../sparkline-path.ts';
import styles from './sparkline.module.css';

const width = 104;
const height = 22;

interface SparklineProps {
  readonly values: readonly (number | null)[] | undefined;
  /** The speed at the upper edge, the same for every row: rows can be compared. */
  readonly topKmh: number;
}

/** A driver's last windows as a small line. Its numbers are on the driver's own page. */
export function Sparkline({ values, topKmh }: SparklineProps) {
  return (
    <svg className={styles.sparkline} viewBox={`0 -2 ${width} ${height + 4}`} aria-hidden="true">
      <path className={styles.ground} d={`M0 ${height}H${width}`} />
      {values === undefined ? null : (
        <path className={styles.line} d={sparklinePath(values, topKmh, width, height)} />
      )}
    </svg>
  );
}
