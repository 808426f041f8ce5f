import type { DriverStatus } from '@rumo/events';
import styles from './status-mark.module.css';

/** The shape a car of this status has on the map: plain wedge, notched tail, dot inside. */
export function StatusMark({ status }: { readonly status: DriverStatus }) {
  return (
    <svg viewBox="-9 -9 18 18" className={`${styles.mark} ${styles[status]}`} aria-hidden="true">
      <path d={status === 'to_pickup' ? notched : plain} />
      {status === 'on_trip' ? <circle cy="1.6" r="2" className={styles.seat} /> : null}
    </svg>
  );
}

const plain =
  'M0-7.4c.8 0 1.4.5 1.7 1.2l4 10.6c.5 1.3-.4 2.6-1.7 2.6h-8c-1.3 0-2.2-1.3-1.7-2.6l4-10.6C-1.4-6.9-.8-7.4 0-7.4Z';
const notched =
  'M0-7.4c.8 0 1.4.5 1.7 1.2l4.2 11c.5 1.5-1 2.8-2.3 1.9L0 3.2l-3.6 3.5c-1.3.9-2.8-.4-2.3-1.9l4.2-11C-1.4-6.9-.8-7.4 0-7.4Z';
